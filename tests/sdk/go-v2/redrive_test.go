// Dead-letter queues: messages go there after too many receives, and a move
// task brings them back to where they came from.
package gov2

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestDeadLetterQueueAndRedrive(t *testing.T) {
	dead := newQueue(t, "dead", nil)
	source := newQueue(t, "source", map[string]string{"RedrivePolicy": redriveTo(dead, 1)})
	sources, err := dead.sqs.ListDeadLetterSourceQueues(t.Context(),
		&sqs.ListDeadLetterSourceQueuesInput{QueueUrl: &dead.url})
	must(t, err)
	equal(t, strings.Join(sources.QueueUrls, " "), source.url)

	source.send("poison")
	source.receiveOne()
	advanceClock(t, 31*time.Second)
	equal(t, len(source.receive(0)), 0) // the attempt that moves it
	m := dead.receiveOne()
	equal(t, *m.Body, "poison")
	equal(t, m.Attributes["DeadLetterQueueSourceArn"], source.arn())
	dead.changeVisibility(m, 0)

	redrive(t, dead)
	back := source.receive(20)
	equal(t, bodies(back), "poison")
	dead.wantCounts("0/0/0")
}

func redriveTo(dead *queue, maxReceiveCount int) string {
	return fmt.Sprintf(`{"deadLetterTargetArn":"%s","maxReceiveCount":%d}`, dead.arn(), maxReceiveCount)
}

// redrive moves all of dead to the original sources and waits for the end.
func redrive(t *testing.T, dead *queue) {
	t.Helper()
	arn := dead.arn()
	started, err := dead.sqs.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &arn})
	must(t, err)
	if *started.TaskHandle == "" {
		t.Fatal("the task has no handle")
	}
	deadline := time.Now().Add(stuckAfter)
	for {
		task := moveTask(t, dead, arn)
		if *task.Status == "COMPLETED" {
			equal(t, task.ApproximateNumberOfMessagesMoved, 1)
			return
		}
		if *task.Status != "RUNNING" || time.Now().After(deadline) {
			t.Fatalf("the move task is %s", *task.Status)
		}
	}
}

func moveTask(t *testing.T, dead *queue, arn string) types.ListMessageMoveTasksResultEntry {
	t.Helper()
	tasks, err := dead.sqs.ListMessageMoveTasks(t.Context(), &sqs.ListMessageMoveTasksInput{SourceArn: &arn})
	must(t, err)
	equal(t, len(tasks.Results), 1)
	return tasks.Results[0]
}
