// What every test of this folder stands on: a client of the AWS SDK for Go v2
// that talks to the server at ROPELINE_ENDPOINT, queues with names of their
// own, and the server's test clock and faults.
package gov2

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A long poll may take this long before a test calls it stuck.
const stuckAfter = 10 * time.Second

func endpoint() string {
	url := os.Getenv("ROPELINE_ENDPOINT")
	if url == "" {
		panic("ROPELINE_ENDPOINT must name a running server")
	}
	return strings.TrimSuffix(url, "/")
}

// client makes an SDK client as a program with environment credentials would.
func client() *sqs.Client {
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{
			AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
			SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		}, nil
	})
	return sqs.New(sqs.Options{
		BaseEndpoint: aws.String(endpoint()),
		Region:       os.Getenv("AWS_REGION"),
		Credentials:  credentials,
	})
}

// uniqueName gives a queue name that no other test or run uses.
func uniqueName(label string) string {
	var random [6]byte
	if _, err := rand.Read(random[:]); err != nil {
		panic(err)
	}
	return "go-" + label + "-" + hex.EncodeToString(random[:])
}

// queue is a queue of one test, deleted with it.
type queue struct {
	t    *testing.T
	sqs  *sqs.Client
	name string
	url  string
}

func newQueue(t *testing.T, label string, attributes map[string]string) *queue {
	t.Helper()
	return createQueue(t, uniqueName(label), attributes)
}

func newFifoQueue(t *testing.T, label string, attributes map[string]string) *queue {
	t.Helper()
	all := map[string]string{"FifoQueue": "true"}
	for name, value := range attributes {
		all[name] = value
	}
	return createQueue(t, uniqueName(label)+".fifo", all)
}

func createQueue(t *testing.T, name string, attributes map[string]string) *queue {
	t.Helper()
	q := &queue{t: t, sqs: client(), name: name}
	out, err := q.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &name, Attributes: attributes,
	})
	must(t, err)
	q.url = *out.QueueUrl
	t.Cleanup(func() {
		// The test may have deleted it itself.
		_, _ = q.sqs.DeleteQueue(context.Background(), &sqs.DeleteQueueInput{QueueUrl: &q.url})
	})
	return q
}

func (q *queue) send(body string) *sqs.SendMessageOutput {
	q.t.Helper()
	out, err := q.sqs.SendMessage(q.t.Context(), &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: &body,
	})
	must(q.t, err)
	return out
}

// sendFifo sends body to a group; dedup "" leaves deduplication to the content.
func (q *queue) sendFifo(body, group, dedup string) *sqs.SendMessageOutput {
	q.t.Helper()
	in := &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: &body, MessageGroupId: &group}
	if dedup != "" {
		in.MessageDeduplicationId = &dedup
	}
	out, err := q.sqs.SendMessage(q.t.Context(), in)
	must(q.t, err)
	return out
}

// receive takes up to ten messages with all their attributes, waiting up to
// wait seconds for the first.
func (q *queue) receive(wait int32) []types.Message {
	q.t.Helper()
	messages, err := q.tryReceive(wait)
	must(q.t, err)
	return messages
}

// tryReceive is receive for goroutines, which must not end the test.
func (q *queue) tryReceive(wait int32) ([]types.Message, error) {
	out, err := q.sqs.ReceiveMessage(q.t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl:                    &q.url,
		MaxNumberOfMessages:         10,
		WaitTimeSeconds:             wait,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	if err != nil {
		return nil, err
	}
	return out.Messages, nil
}

// receiveOne fails the test unless exactly one message is there.
func (q *queue) receiveOne() types.Message {
	q.t.Helper()
	messages := q.receive(0)
	if len(messages) != 1 {
		q.t.Fatalf("received %d messages, want 1: %v", len(messages), bodies(messages))
	}
	return messages[0]
}

func (q *queue) delete(m types.Message) {
	q.t.Helper()
	_, err := q.sqs.DeleteMessage(q.t.Context(), &sqs.DeleteMessageInput{
		QueueUrl: &q.url, ReceiptHandle: m.ReceiptHandle,
	})
	must(q.t, err)
}

func (q *queue) changeVisibility(m types.Message, seconds int32) {
	q.t.Helper()
	_, err := q.sqs.ChangeMessageVisibility(q.t.Context(), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &q.url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds,
	})
	must(q.t, err)
}

func (q *queue) attributes(names ...types.QueueAttributeName) map[string]string {
	q.t.Helper()
	out, err := q.sqs.GetQueueAttributes(q.t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &q.url, AttributeNames: names,
	})
	must(q.t, err)
	return out.Attributes
}

func (q *queue) arn() string {
	q.t.Helper()
	return q.attributes("QueueArn")["QueueArn"]
}

// wantCounts compares the queue's three counters, as "visible/in flight/delayed".
func (q *queue) wantCounts(want string) {
	q.t.Helper()
	a := q.attributes("ApproximateNumberOfMessages",
		"ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")
	got := fmt.Sprintf("%s/%s/%s", a["ApproximateNumberOfMessages"],
		a["ApproximateNumberOfMessagesNotVisible"], a["ApproximateNumberOfMessagesDelayed"])
	equal(q.t, got, want)
}

// ropeline calls the server's own interface, below /_ropeline/, and gives its answer.
func ropeline(t *testing.T, method, path, body string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method,
		endpoint()+"/_ropeline/"+path, strings.NewReader(body))
	must(t, err)
	request.Header.Set("X-Ropeline", "1")
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	must(t, err)
	if response.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %s", method, path, response.Status, answer)
	}
	return answer
}

// advanceClock moves the server's clock, so that no test waits for a timeout.
func advanceClock(t *testing.T, d time.Duration) {
	t.Helper()
	ropeline(t, "POST", "clock", fmt.Sprintf(`{"advance_ms": %d}`, d.Milliseconds()))
}

// addFault makes the server inject a fault, and gives its id.
func addFault(t *testing.T, fault string) string {
	t.Helper()
	var made struct{ ID string }
	must(t, json.Unmarshal(ropeline(t, "POST", "faults", fault), &made))
	return made.ID
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func bodies(messages []types.Message) string {
	texts := make([]string, 0, len(messages))
	for _, m := range messages {
		texts = append(texts, *m.Body)
	}
	return strings.Join(texts, " ")
}
