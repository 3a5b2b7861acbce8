package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static ropeline.Server.SQS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** FIFO queues: order within groups, group locks, deduplication. */
class FifoTest {
    @Test
    void orderAndGroupLock() {
        Queue q = Queue.fifo("order");
        String first = q.sendFifo("a1", "a", "1").sequenceNumber();
        String second = q.sendFifo("a2", "a", "2").sequenceNumber();
        assertTrue(first.compareTo(second) < 0, () -> "sequence numbers fall: " + first + ", " + second);

        List<Message> taken = q.receive();
        assertEquals("a1 a2", Queue.bodies(taken));
        assertEquals("a", Queue.system(taken.get(0), "MessageGroupId"));
        assertEquals(first, Queue.system(taken.get(0), "SequenceNumber"));

        q.sendFifo("a3", "a", "3");
        q.sendFifo("b1", "b", "4");
        assertEquals("b1", Queue.bodies(q.receive()), "group a is locked");
        taken.forEach(q::delete);
        assertEquals("a3", Queue.bodies(q.receive()));
    }

    @Test
    void orderIsRestoredAfterExpiry() {
        Queue q = Queue.fifo("order");
        q.sendFifo("1", "g", "1");
        q.sendFifo("2", "g", "2");
        assertEquals("1 2", Queue.bodies(q.receive()));
        Server.advanceClock(Duration.ofSeconds(31));
        assertEquals("1 2", Queue.bodies(q.receive()));
    }

    /** The SDK checks the MD5 of a duplicate too: it must be that of the body just sent. */
    @Test
    void deduplicationById() {
        Queue q = Queue.fifo("dedup");
        SendMessageResponse first = q.sendFifo("once", "g", "same");
        SendMessageResponse repeated = q.sendFifo("other body", "g", "same");
        assertEquals(first.messageId(), repeated.messageId());
        assertEquals(first.sequenceNumber(), repeated.sequenceNumber());
        Message m = q.receiveOne();
        assertEquals("once", m.body());
        q.delete(m);

        Server.advanceClock(Duration.ofSeconds(280));
        q.sendFifo("still a duplicate", "g", "same");
        assertEquals("0/0/0", q.counts());
        Server.advanceClock(Duration.ofSeconds(25));
        q.sendFifo("a new window", "g", "same");
        assertEquals("a new window", q.receiveOne().body());
    }

    @Test
    void deduplicationByContent() {
        Queue q = Queue.fifo("dedup", Map.of("ContentBasedDeduplication", "true"));
        q.sendFifo("one", "g", null);
        q.sendFifo("one", "g", null);
        q.sendFifo("two", "g", null);
        assertEquals("one two", Queue.bodies(q.receive()));
    }

    @Test
    void receiveIsRepeatedByAttemptId() {
        Queue q = Queue.fifo("attempt");
        q.sendFifo("1", "g", "1");
        ReceiveMessageRequest request = ReceiveMessageRequest.builder()
                .queueUrl(q.url())
                .receiveRequestAttemptId("attempt-1")
                .build();
        List<Message> first = SQS.receiveMessage(request).messages();
        List<Message> again = SQS.receiveMessage(request).messages();
        assertEquals("1", Queue.bodies(again));
        assertEquals(first.get(0).receiptHandle(), again.get(0).receiptHandle());
    }
}
