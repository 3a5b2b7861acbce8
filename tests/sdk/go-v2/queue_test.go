// Queues themselves: their life cycle, attributes, tags and listing.
package gov2

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestQueueLifeCycle(t *testing.T) {
	q := newQueue(t, "life", map[string]string{"VisibilityTimeout": "45"})

	if !strings.HasSuffix(q.url, "/"+q.name) {
		t.Fatalf("the queue URL %s does not end in the name", q.url)
	}
	got, err := q.sqs.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &q.name})
	must(t, err)
	equal(t, *got.QueueUrl, q.url)

	again, err := q.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &q.name, Attributes: map[string]string{"VisibilityTimeout": "45"},
	})
	must(t, err)
	equal(t, *again.QueueUrl, q.url)

	listed, err := q.sqs.ListQueues(t.Context(), &sqs.ListQueuesInput{QueueNamePrefix: &q.name})
	must(t, err)
	equal(t, strings.Join(listed.QueueUrls, " "), q.url)

	_, err = q.sqs.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: &q.url})
	must(t, err)
	gone, err := q.sqs.ListQueues(t.Context(), &sqs.ListQueuesInput{QueueNamePrefix: &q.name})
	must(t, err)
	equal(t, len(gone.QueueUrls), 0)
}

func TestPurgeEmptiesTheQueue(t *testing.T) {
	q := newQueue(t, "purge", nil)
	q.send("in flight")
	q.receiveOne()
	q.send("visible")
	_, err := q.sqs.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &q.url})
	must(t, err)
	q.wantCounts("0/0/0")
}

func TestQueueAttributes(t *testing.T) {
	q := newQueue(t, "attributes", map[string]string{"DelaySeconds": "5"})

	_, err := q.sqs.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{
		QueueUrl: &q.url,
		Attributes: map[string]string{
			"VisibilityTimeout": "77", "ReceiveMessageWaitTimeSeconds": "2",
		},
	})
	must(t, err)

	some := q.attributes("VisibilityTimeout", "DelaySeconds")
	equal(t, fmt.Sprint(some), "map[DelaySeconds:5 VisibilityTimeout:77]")

	all := q.attributes(types.QueueAttributeNameAll)
	equal(t, all["ReceiveMessageWaitTimeSeconds"], "2")
	equal(t, all["QueueArn"], "arn:aws:sqs:us-east-1:000000000000:"+q.name)
	equal(t, all["ApproximateNumberOfMessages"], "0")
	if _, present := all["Policy"]; present {
		t.Fatal("an attribute that was never set must be absent")
	}
}

func TestQueueTags(t *testing.T) {
	name := uniqueName("tags")
	c := client()
	created, err := c.CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &name, Tags: map[string]string{"team": "payments", "env": "test"},
	})
	must(t, err)
	url := created.QueueUrl

	_, err = c.TagQueue(t.Context(), &sqs.TagQueueInput{
		QueueUrl: url, Tags: map[string]string{"env": "live", "empty": ""},
	})
	must(t, err)
	_, err = c.UntagQueue(t.Context(), &sqs.UntagQueueInput{
		QueueUrl: url, TagKeys: []string{"team", "unknown"},
	})
	must(t, err)
	tags, err := c.ListQueueTags(t.Context(), &sqs.ListQueueTagsInput{QueueUrl: url})
	must(t, err)
	equal(t, fmt.Sprint(tags.Tags), "map[empty: env:live]")

	_, err = c.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: url})
	must(t, err)
}

func TestPagination(t *testing.T) {
	prefix := uniqueName("page")
	var want []string
	for i := range 5 {
		q := createQueue(t, fmt.Sprintf("%s-%d", prefix, i), nil)
		want = append(want, q.url)
	}

	pages := sqs.NewListQueuesPaginator(client(), &sqs.ListQueuesInput{
		QueueNamePrefix: &prefix, MaxResults: aws.Int32(2),
	})
	var sizes []int
	var got []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		sizes = append(sizes, len(page.QueueUrls))
		got = append(got, page.QueueUrls...)
	}
	equal(t, fmt.Sprint(sizes), "[2 2 1]")
	sort.Strings(got)
	equal(t, strings.Join(got, " "), strings.Join(want, " "))
}
