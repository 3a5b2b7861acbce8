// Messages on a standard queue: one at a time, in batches, with attributes.
package gov2

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestSendReceiveDelete(t *testing.T) {
	q := newQueue(t, "message", nil)
	body := "line 1\r\nline 2 <&\"'> żółć 🪢 "
	sent := q.send(body)

	m := q.receiveOne()
	equal(t, *m.Body, body)
	equal(t, *m.MessageId, *sent.MessageId)
	equal(t, *m.MD5OfBody, *sent.MD5OfMessageBody)
	equal(t, m.Attributes["ApproximateReceiveCount"], "1")
	if _, err := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64); err != nil {
		t.Fatalf("SentTimestamp is no whole number: %v", err)
	}
	q.wantCounts("0/1/0")
	equal(t, len(q.receive(0)), 0)

	q.delete(m)
	q.wantCounts("0/0/0")
	q.delete(m) // deleting twice is no error
}

func TestDelayedMessage(t *testing.T) {
	q := newQueue(t, "delay", nil)
	_, err := q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: aws.String("later"), DelaySeconds: 60,
	})
	must(t, err)
	q.wantCounts("0/0/1")
	equal(t, len(q.receive(0)), 0)
	advanceClock(t, 61e9)
	equal(t, *q.receiveOne().Body, "later")
}

func TestSendBatchWithOneBadEntry(t *testing.T) {
	q := newQueue(t, "batch", nil)
	out, err := q.sqs.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{
		QueueUrl: &q.url,
		Entries: []types.SendMessageBatchRequestEntry{
			{Id: aws.String("first"), MessageBody: aws.String("1")},
			{Id: aws.String("bad"), MessageBody: aws.String("bell \a")},
			{Id: aws.String("last"), MessageBody: aws.String("2")},
		},
	})
	must(t, err)
	equal(t, len(out.Successful), 2)
	equal(t, *out.Successful[0].Id+" "+*out.Successful[1].Id, "first last")
	equal(t, len(out.Failed), 1)
	equal(t, *out.Failed[0].Id, "bad")
	equal(t, *out.Failed[0].Code, "InvalidMessageContents")
	equal(t, out.Failed[0].SenderFault, true)
	equal(t, bodies(q.receive(0)), "1 2")
}

func TestChangeAndDeleteBatchWithOneBadEntry(t *testing.T) {
	q := newQueue(t, "batch", nil)
	q.send("only")
	m := q.receiveOne()

	changed, err := q.sqs.ChangeMessageVisibilityBatch(t.Context(), &sqs.ChangeMessageVisibilityBatchInput{
		QueueUrl: &q.url,
		Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
			{Id: aws.String("good"), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 60},
			{Id: aws.String("bad"), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 43201},
		},
	})
	must(t, err)
	equal(t, len(changed.Successful), 1)
	equal(t, len(changed.Failed), 1)
	equal(t, *changed.Failed[0].Code, "InvalidParameterValue")

	deleted, err := q.sqs.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{
		QueueUrl: &q.url,
		Entries: []types.DeleteMessageBatchRequestEntry{
			{Id: aws.String("bad"), ReceiptHandle: aws.String("garbage")},
			{Id: aws.String("good"), ReceiptHandle: m.ReceiptHandle},
		},
	})
	must(t, err)
	equal(t, len(deleted.Successful), 1)
	equal(t, *deleted.Successful[0].Id, "good")
	equal(t, len(deleted.Failed), 1)
	equal(t, *deleted.Failed[0].Code, "ReceiptHandleIsInvalid")
	q.wantCounts("0/0/0")
}

// The SDK checks the MD5 of bodies; those of attributes it leaves alone, so
// they are compared here with digests computed by hand.
func TestMessageAttributes(t *testing.T) {
	const md5OfAll, md5OfCity = "cb4cb6d6f0b4bab294a55d94bed73029", "ced98e2e6ac072d52007bbe27661d545"
	blob := []byte{0x00, 0xff, 0x80}
	q := newQueue(t, "msgattr", map[string]string{"VisibilityTimeout": "0"})
	sent, err := q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: aws.String("with attributes"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"City":   {DataType: aws.String("String"), StringValue: aws.String("Gdańsk")},
			"Rating": {DataType: aws.String("Number.float"), StringValue: aws.String("-12.5")},
			"Blob":   {DataType: aws.String("Binary"), BinaryValue: blob},
		},
	})
	must(t, err)
	equal(t, *sent.MD5OfMessageAttributes, md5OfAll)

	m := q.receiveOne()
	equal(t, *m.MD5OfMessageAttributes, md5OfAll)
	equal(t, *m.MessageAttributes["City"].StringValue, "Gdańsk")
	equal(t, *m.MessageAttributes["Rating"].DataType, "Number.float")
	equal(t, *m.MessageAttributes["Rating"].StringValue, "-12.5")
	if !bytes.Equal(m.MessageAttributes["Blob"].BinaryValue, blob) {
		t.Fatalf("binary value changed: %v", m.MessageAttributes["Blob"].BinaryValue)
	}

	one, err := q.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MessageAttributeNames: []string{"City", "Unknown"},
	})
	must(t, err)
	equal(t, len(one.Messages), 1)
	equal(t, len(one.Messages[0].MessageAttributes), 1)
	equal(t, *one.Messages[0].MD5OfMessageAttributes, md5OfCity)
}
