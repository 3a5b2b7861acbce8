// What time does to messages: long polls and visibility timeouts.
package gov2

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

type pollResult struct {
	messages []types.Message
	err      error
	took     time.Duration
}

func TestLongPollIsWokenBySend(t *testing.T) {
	q := newQueue(t, "poll", nil)
	done := make(chan pollResult, 1)
	started := time.Now()
	go func() {
		messages, err := q.tryReceive(20)
		done <- pollResult{messages, err, time.Since(started)}
	}()

	// Real time, so that the poll is parked when the message arrives. A
	// server that answers an empty poll at once is caught by it too.
	const parked = 300 * time.Millisecond
	time.Sleep(parked)
	q.send("wake up")

	poll := <-done
	must(t, poll.err)
	equal(t, bodies(poll.messages), "wake up")
	if poll.took < parked || poll.took > stuckAfter {
		t.Fatalf("the poll took %v", poll.took)
	}
}

func TestVisibilityTimeoutExpires(t *testing.T) {
	q := newQueue(t, "visibility", nil)
	q.send("again")
	first := q.receiveOne()
	advanceClock(t, 20*time.Second)
	equal(t, len(q.receive(0)), 0)
	advanceClock(t, 15*time.Second)

	second := q.receiveOne()
	equal(t, *second.MessageId, *first.MessageId)
	equal(t, second.Attributes["ApproximateReceiveCount"], "2")
	q.delete(first) // an older handle still deletes on a standard queue
	q.wantCounts("0/0/0")
}

func TestVisibilityIsExtendedAndEnded(t *testing.T) {
	q := newQueue(t, "visibility", nil)
	q.send("busy")
	m := q.receiveOne()
	q.changeVisibility(m, 120)
	advanceClock(t, 31*time.Second)
	equal(t, len(q.receive(0)), 0)
	q.changeVisibility(m, 0)
	equal(t, *q.receiveOne().MessageId, *m.MessageId)
}
