// FIFO queues: order within groups, group locks, deduplication.
package gov2

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func TestFifoOrderAndGroupLock(t *testing.T) {
	q := newFifoQueue(t, "order", nil)
	first := q.sendFifo("a1", "a", "1")
	second := q.sendFifo("a2", "a", "2")
	if *first.SequenceNumber >= *second.SequenceNumber {
		t.Fatalf("sequence numbers fall: %s, %s", *first.SequenceNumber, *second.SequenceNumber)
	}

	taken := q.receive(0)
	equal(t, bodies(taken), "a1 a2")
	equal(t, taken[0].Attributes["MessageGroupId"], "a")
	equal(t, taken[0].Attributes["SequenceNumber"], *first.SequenceNumber)

	q.sendFifo("a3", "a", "3")
	q.sendFifo("b1", "b", "4")
	equal(t, bodies(q.receive(0)), "b1") // group a is locked
	q.delete(taken[0])
	q.delete(taken[1])
	equal(t, bodies(q.receive(0)), "a3")
}

func TestFifoOrderIsRestoredAfterExpiry(t *testing.T) {
	q := newFifoQueue(t, "order", nil)
	q.sendFifo("1", "g", "1")
	q.sendFifo("2", "g", "2")
	equal(t, bodies(q.receive(0)), "1 2")
	advanceClock(t, 31*time.Second)
	equal(t, bodies(q.receive(0)), "1 2")
}

func TestFifoDeduplicationById(t *testing.T) {
	q := newFifoQueue(t, "dedup", nil)
	first := q.sendFifo("once", "g", "same")
	repeated := q.sendFifo("other body", "g", "same")
	equal(t, *repeated.MessageId, *first.MessageId)
	m := q.receiveOne()
	equal(t, *m.Body, "once")
	q.delete(m)

	advanceClock(t, 280*time.Second)
	q.sendFifo("still a duplicate", "g", "same")
	q.wantCounts("0/0/0")
	advanceClock(t, 25*time.Second)
	q.sendFifo("a new window", "g", "same")
	equal(t, *q.receiveOne().Body, "a new window")
}

func TestFifoDeduplicationByContent(t *testing.T) {
	q := newFifoQueue(t, "dedup", map[string]string{"ContentBasedDeduplication": "true"})
	q.sendFifo("one", "g", "")
	q.sendFifo("one", "g", "")
	q.sendFifo("two", "g", "")
	equal(t, bodies(q.receive(0)), "one two")
}

func TestFifoReceiveIsRepeatedByAttemptId(t *testing.T) {
	q := newFifoQueue(t, "attempt", nil)
	q.sendFifo("1", "g", "1")
	in := &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MaxNumberOfMessages: 10, ReceiveRequestAttemptId: aws.String("attempt-1"),
	}
	first, err := q.sqs.ReceiveMessage(t.Context(), in)
	must(t, err)
	again, err := q.sqs.ReceiveMessage(t.Context(), in)
	must(t, err)
	equal(t, bodies(again.Messages), "1")
	equal(t, *again.Messages[0].ReceiptHandle, *first.Messages[0].ReceiptHandle)
}
