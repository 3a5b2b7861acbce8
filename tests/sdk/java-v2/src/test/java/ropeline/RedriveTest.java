package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static ropeline.Server.SQS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Dead-letter queues, and the move task that brings messages back to where they came from. */
class RedriveTest {
    @Test
    void deadLetterQueueAndRedrive() {
        Queue dead = Queue.standard("dead");
        String policy = "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":1}";
        Queue source = Queue.standard("source", Map.of("RedrivePolicy", policy));
        assertEquals(
                List.of(source.url()),
                SQS.listDeadLetterSourceQueues(b -> b.queueUrl(dead.url())).queueUrls());

        source.send("poison");
        source.receiveOne();
        Server.advanceClock(Duration.ofSeconds(31));
        assertEquals(List.of(), source.receive()); // the attempt that moves it
        Message m = dead.receiveOne();
        assertEquals("poison", m.body());
        assertEquals(source.arn(), Queue.system(m, "DeadLetterQueueSourceArn"));
        dead.changeVisibility(m, 0);

        redrive(dead.arn());
        assertEquals("poison", Queue.bodies(source.receive(20)));
        assertEquals("0/0/0", dead.counts());
    }

    /** Moves all messages to their original sources and waits for the end. */
    private static void redrive(String arn) {
        String handle = SQS.startMessageMoveTask(b -> b.sourceArn(arn)).taskHandle();
        assertFalse(handle.isEmpty());
        ListMessageMoveTasksResultEntry task = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            ListMessageMoveTasksResultEntry now = moveTask(arn);
            while (now.status().equals("RUNNING")) {
                now = moveTask(arn);
            }
            return now;
        });
        assertEquals("COMPLETED", task.status());
        assertEquals(1, task.approximateNumberOfMessagesMoved());
    }

    private static ListMessageMoveTasksResultEntry moveTask(String arn) {
        return SQS.listMessageMoveTasks(b -> b.sourceArn(arn)).results().get(0);
    }
}
