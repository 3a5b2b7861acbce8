package ropeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static ropeline.Server.SQS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Messages on a standard queue: one at a time, in batches, with attributes. */
class MessageTest {
    @Test
    void sendReceiveDelete() {
        Queue q = Queue.standard("message");
        String body = "line 1\r\nline 2 <&\"'> żółć \uD83E\uDEA2 ";
        SendMessageResponse sent = q.send(body);

        Message m = q.receiveOne();
        assertEquals(body, m.body());
        assertEquals(sent.messageId(), m.messageId());
        assertEquals(sent.md5OfMessageBody(), m.md5OfBody());
        assertEquals("1", Queue.system(m, "ApproximateReceiveCount"));
        assertDoesNotThrow(() -> Long.parseLong(Queue.system(m, "SentTimestamp")));
        assertEquals("0/1/0", q.counts());
        assertEquals(List.of(), q.receive());

        q.delete(m);
        assertEquals("0/0/0", q.counts());
        q.delete(m); // deleting twice is no error
    }

    @Test
    void delayedMessage() {
        Queue q = Queue.standard("delay");
        SQS.sendMessage(b -> b.queueUrl(q.url()).messageBody("later").delaySeconds(60));
        assertEquals("0/0/1", q.counts());
        assertEquals(List.of(), q.receive());
        Server.advanceClock(Duration.ofSeconds(61));
        assertEquals("later", q.receiveOne().body());
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    @Test
    void sendBatchWithOneBadEntry() {
        Queue q = Queue.standard("batch");
        SendMessageBatchResponse reply = SQS.sendMessageBatch(b -> b.queueUrl(q.url())
                .entries(entry("first", "1"), entry("bad", "bell \u0007"), entry("last", "2")));

        assertEquals(
                List.of("first", "last"),
                reply.successful().stream().map(SendMessageBatchResultEntry::id).toList());
        assertEquals(1, reply.failed().size());
        assertEquals("bad", reply.failed().get(0).id());
        assertEquals("InvalidMessageContents", reply.failed().get(0).code());
        assertTrue(reply.failed().get(0).senderFault());
        assertEquals("1 2", Queue.bodies(q.receive()));
    }

    @Test
    @SuppressWarnings("unchecked") // a generic array, made for the SDK's varargs
    void changeBatchWithOneBadEntry() {
        Queue q = Queue.standard("batch");
        q.send("only");
        String handle = q.receiveOne().receiptHandle();
        ChangeMessageVisibilityBatchResponse reply = SQS.changeMessageVisibilityBatch(b -> b.queueUrl(q.url())
                .entries(
                        e -> e.id("good").receiptHandle(handle).visibilityTimeout(60),
                        e -> e.id("bad").receiptHandle(handle).visibilityTimeout(43201)));
        assertEquals(1, reply.successful().size());
        assertEquals(1, reply.failed().size());
        assertEquals("InvalidParameterValue", reply.failed().get(0).code());
    }

    @Test
    @SuppressWarnings("unchecked") // a generic array, made for the SDK's varargs
    void deleteBatchWithOneBadEntry() {
        Queue q = Queue.standard("batch");
        q.send("only");
        String handle = q.receiveOne().receiptHandle();
        DeleteMessageBatchResponse reply = SQS.deleteMessageBatch(b -> b.queueUrl(q.url())
                .entries(
                        e -> e.id("bad").receiptHandle("garbage"),
                        e -> e.id("good").receiptHandle(handle)));
        assertEquals(1, reply.successful().size());
        assertEquals("good", reply.successful().get(0).id());
        assertEquals(1, reply.failed().size());
        assertEquals("ReceiptHandleIsInvalid", reply.failed().get(0).code());
        assertEquals("0/0/0", q.counts());
    }

    private static final MessageAttributeValue CITY =
            MessageAttributeValue.builder().dataType("String").stringValue("Gdańsk").build();
    private static final MessageAttributeValue RATING =
            MessageAttributeValue.builder().dataType("Number.float").stringValue("-12.5").build();
    private static final MessageAttributeValue BLOB = MessageAttributeValue.builder()
            .dataType("Binary")
            .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1, -128}))
            .build();

    /** The SDK compares the MD5 of what it sent and received with the server's and throws otherwise. */
    @Test
    void messageAttributes() {
        Queue q = Queue.standard("msgattr", Map.of("VisibilityTimeout", "0"));
        Map<String, MessageAttributeValue> sent = Map.of("City", CITY, "Rating", RATING, "Blob", BLOB);
        SendMessageResponse reply = SQS.sendMessage(
                b -> b.queueUrl(q.url()).messageBody("with attributes").messageAttributes(sent));
        assertEquals("cb4cb6d6f0b4bab294a55d94bed73029", reply.md5OfMessageAttributes());

        Message m = q.receiveOne();
        assertEquals(sent, m.messageAttributes());
        assertEquals(reply.md5OfMessageAttributes(), m.md5OfMessageAttributes());

        Message part = SQS.receiveMessage(b -> b.queueUrl(q.url()).messageAttributeNames("City", "Unknown"))
                .messages()
                .get(0);
        assertEquals(Map.of("City", CITY), part.messageAttributes());
        assertEquals("ced98e2e6ac072d52007bbe27661d545", part.md5OfMessageAttributes());
    }

    @Test
    @SuppressWarnings("unchecked") // a generic array, made for the SDK's varargs
    void batchEntriesKeepTheirAttributes() {
        Queue q = Queue.standard("msgattr");
        SQS.sendMessageBatch(b -> b.queueUrl(q.url())
                .entries(
                        e -> e.id("1").messageBody("one").messageAttributes(Map.of("City", CITY)),
                        e -> e.id("2").messageBody("two").messageAttributes(Map.of("Blob", BLOB))));
        List<Message> messages = q.receive();
        assertEquals("one two", Queue.bodies(messages));
        assertEquals(Map.of("City", CITY), messages.get(0).messageAttributes());
        assertEquals(Map.of("Blob", BLOB), messages.get(1).messageAttributes());
    }
}
