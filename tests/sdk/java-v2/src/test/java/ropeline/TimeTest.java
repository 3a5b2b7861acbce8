package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** What time does to messages: long polls and visibility timeouts. */
class TimeTest {
    private static final long PARKED_MS = 300;
    private static final long STUCK_MS = 10_000;

    @Test
    void longPollIsWokenBySend() {
        Queue q = Queue.standard("poll");
        long started = System.nanoTime();
        // Real time, so that the poll is parked when the message arrives. A server
        // that answers an empty poll at once is caught by it too.
        CompletableFuture<Void> sent = CompletableFuture.runAsync(
                () -> q.send("wake up"), CompletableFuture.delayedExecutor(PARKED_MS, TimeUnit.MILLISECONDS));
        List<Message> messages = q.receive(20);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        sent.join();

        assertEquals("wake up", Queue.bodies(messages));
        assertTrue(took >= PARKED_MS && took < STUCK_MS, () -> "the poll took " + took + " ms");
    }

    @Test
    void visibilityTimeoutExpires() {
        Queue q = Queue.standard("visibility");
        q.send("again");
        Message first = q.receiveOne();
        Server.advanceClock(Duration.ofSeconds(20));
        assertEquals(List.of(), q.receive());
        Server.advanceClock(Duration.ofSeconds(15));

        Message second = q.receiveOne();
        assertEquals(first.messageId(), second.messageId());
        assertEquals("2", Queue.system(second, "ApproximateReceiveCount"));
        q.delete(first); // an older handle still deletes on a standard queue
        assertEquals("0/0/0", q.counts());
    }

    @Test
    void visibilityIsExtendedAndEnded() {
        Queue q = Queue.standard("visibility");
        q.send("busy");
        Message m = q.receiveOne();
        q.changeVisibility(m, 120);
        Server.advanceClock(Duration.ofSeconds(31));
        assertEquals(List.of(), q.receive());
        q.changeVisibility(m, 0);
        assertEquals(m.messageId(), q.receiveOne().messageId());
    }
}
