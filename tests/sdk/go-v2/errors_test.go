// Errors arrive as the SDK's own types, which programs tell apart by errors.As.
package gov2

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

// wantError fails unless err is of type E and carries the code that programs
// compare as text.
func wantError[E error](t *testing.T, err error, code string) {
	t.Helper()
	var typed E
	if !errors.As(err, &typed) {
		t.Fatalf("want %T, got %v", typed, err)
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("no API error: %v", err)
	}
	equal(t, api.ErrorCode(), code)
}

func TestErrorQueueDoesNotExist(t *testing.T) {
	name := uniqueName("missing")
	_, err := client().GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &name})
	wantError[*types.QueueDoesNotExist](t, err, "AWS.SimpleQueueService.NonExistentQueue")

	q := newQueue(t, "deleted", nil)
	_, err = q.sqs.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: &q.url})
	must(t, err)
	_, err = q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("x")})
	wantError[*types.QueueDoesNotExist](t, err, "AWS.SimpleQueueService.NonExistentQueue")
}

func TestErrorQueueNameExists(t *testing.T) {
	q := newQueue(t, "exists", nil)
	_, err := q.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &q.name, Attributes: map[string]string{"DelaySeconds": "9"},
	})
	wantError[*types.QueueNameExists](t, err, "QueueAlreadyExists")
}

func TestErrorReceiptHandleIsInvalid(t *testing.T) {
	q := newQueue(t, "handle", nil)
	_, err := q.sqs.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
		QueueUrl: &q.url, ReceiptHandle: aws.String("garbage"),
	})
	wantError[*types.ReceiptHandleIsInvalid](t, err, "ReceiptHandleIsInvalid")
}

func sendBatch(t *testing.T, entries []types.SendMessageBatchRequestEntry) error {
	t.Helper()
	q := newQueue(t, "batch", nil)
	_, err := q.sqs.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: entries})
	return err
}

func entriesWithIds(ids ...string) []types.SendMessageBatchRequestEntry {
	entries := []types.SendMessageBatchRequestEntry{}
	for _, id := range ids {
		entries = append(entries, types.SendMessageBatchRequestEntry{Id: &id, MessageBody: aws.String("x")})
	}
	return entries
}

func TestErrorEmptyBatchRequest(t *testing.T) {
	err := sendBatch(t, entriesWithIds())
	wantError[*types.EmptyBatchRequest](t, err, "AWS.SimpleQueueService.EmptyBatchRequest")
}

func TestErrorBatchEntryIdsNotDistinct(t *testing.T) {
	err := sendBatch(t, entriesWithIds("a", "b", "a"))
	wantError[*types.BatchEntryIdsNotDistinct](t, err, "AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
}

func TestErrorInvalidBatchEntryId(t *testing.T) {
	err := sendBatch(t, entriesWithIds("not:valid"))
	wantError[*types.InvalidBatchEntryId](t, err, "AWS.SimpleQueueService.InvalidBatchEntryId")
}

func TestErrorTooManyEntriesInBatchRequest(t *testing.T) {
	var ids []string
	for i := range 11 {
		ids = append(ids, fmt.Sprint(i))
	}
	err := sendBatch(t, entriesWithIds(ids...))
	wantError[*types.TooManyEntriesInBatchRequest](t, err,
		"AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
}

func TestErrorInvalidAttributeName(t *testing.T) {
	q := newQueue(t, "attribute", nil)
	_, err := q.sqs.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{"Foobar"},
	})
	wantError[*types.InvalidAttributeName](t, err, "InvalidAttributeName")
}

func TestErrorInvalidAttributeValue(t *testing.T) {
	q := newQueue(t, "attribute", nil)
	_, err := q.sqs.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{
		QueueUrl: &q.url, Attributes: map[string]string{"VisibilityTimeout": "43201"},
	})
	wantError[*types.InvalidAttributeValue](t, err, "InvalidAttributeValue")
}

func TestErrorInvalidMessageContents(t *testing.T) {
	q := newQueue(t, "contents", nil)
	_, err := q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: aws.String("bell \a"),
	})
	wantError[*types.InvalidMessageContents](t, err, "InvalidMessageContents")
}

func TestErrorBatchRequestTooLong(t *testing.T) {
	entries := entriesWithIds("a", "b")
	for i := range entries {
		entries[i].MessageBody = aws.String(strings.Repeat("x", 600*1024))
	}
	wantError[*types.BatchRequestTooLong](t, sendBatch(t, entries), "AWS.SimpleQueueService.BatchRequestTooLong")
}

func TestErrorOverLimit(t *testing.T) {
	q := newQueue(t, "permissions", nil)
	_, err := q.sqs.AddPermission(t.Context(), &sqs.AddPermissionInput{
		QueueUrl: &q.url, Label: aws.String("l"), AWSAccountIds: []string{"111122223333"},
		Actions: []string{"SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility",
			"PurgeQueue", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues"},
	})
	wantError[*types.OverLimit](t, err, "OverLimit")
}

func TestErrorUnsupportedOperation(t *testing.T) {
	q := newQueue(t, "list", nil)
	_, err := q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: aws.String("x"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"a": {DataType: aws.String("String"), StringListValues: []string{"v"}},
		},
	})
	wantError[*types.UnsupportedOperation](t, err, "AWS.SimpleQueueService.UnsupportedOperation")
}

// The server runs with its strict options.
func TestErrorQueueDeletedRecently(t *testing.T) {
	q := newQueue(t, "again", nil)
	_, err := q.sqs.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: &q.url})
	must(t, err)
	_, err = q.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &q.name})
	wantError[*types.QueueDeletedRecently](t, err, "AWS.SimpleQueueService.QueueDeletedRecently")
}

func TestErrorPurgeQueueInProgress(t *testing.T) {
	q := newQueue(t, "purge", nil)
	_, err := q.sqs.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &q.url})
	must(t, err)
	_, err = q.sqs.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &q.url})
	wantError[*types.PurgeQueueInProgress](t, err, "AWS.SimpleQueueService.PurgeQueueInProgress")
}

func TestErrorInvalidAddress(t *testing.T) {
	q := newQueue(t, "address", nil)
	elsewhere := "http://localhost:4566/000000000000/" + q.name
	_, err := q.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &elsewhere, MessageBody: aws.String("x")})
	wantError[*types.InvalidAddress](t, err, "InvalidAddress")
}

func TestErrorRequestThrottled(t *testing.T) {
	q := newQueue(t, "throttled", nil)
	id := addFault(t, fmt.Sprintf(`{"fault": "fail", "queue": %q, "code": "RequestThrottled"}`, q.name))
	_, err := q.sqs.SendMessage(t.Context(),
		&sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String("x")},
		func(o *sqs.Options) { o.RetryMaxAttempts = 1 })
	wantError[*types.RequestThrottled](t, err, "RequestThrottled")
	ropeline(t, "DELETE", "faults/"+id, "")
	q.send("let through")
}

func TestErrorResourceNotFound(t *testing.T) {
	arn := "arn:aws:sqs:us-east-1:000000000000:" + uniqueName("missing")
	_, err := client().StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &arn})
	wantError[*types.ResourceNotFoundException](t, err, "ResourceNotFoundException")
}

// An error that the model does not name still has its code.
func TestErrorWithoutTypeKeepsItsCode(t *testing.T) {
	q := newQueue(t, "receive", nil)
	_, err := q.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MaxNumberOfMessages: 11,
	})
	wantError[*smithy.GenericAPIError](t, err, "InvalidParameterValue")
}
