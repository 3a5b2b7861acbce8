package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static ropeline.Server.SQS;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidAddressException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueDeletedRecentlyException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sqs.model.UnsupportedOperationException;

/** Errors arrive as the SDK's own classes and carry the code that programs compare as text. */
class ErrorTest {
    private static void refused(Class<? extends SqsException> type, String code, int status, Executable call) {
        SqsException error = assertThrowsExactly(type, call);
        assertEquals(code, error.awsErrorDetails().errorCode());
        assertEquals(status, error.statusCode());
    }

    @Test
    void queueDoesNotExist() {
        String code = "AWS.SimpleQueueService.NonExistentQueue";
        refused(QueueDoesNotExistException.class, code, 400,
                () -> SQS.getQueueUrl(b -> b.queueName(Server.uniqueName("missing"))));
        Queue q = Queue.standard("deleted");
        SQS.deleteQueue(b -> b.queueUrl(q.url()));
        refused(QueueDoesNotExistException.class, code, 400, () -> q.send("x"));
    }

    @Test
    void queueNameExists() {
        Queue q = Queue.standard("exists");
        refused(QueueNameExistsException.class, "QueueAlreadyExists", 400,
                () -> Queue.create(q.name(), Map.of("DelaySeconds", "9")));
    }

    @Test
    void receiptHandleIsInvalid() {
        Queue q = Queue.standard("handle");
        refused(ReceiptHandleIsInvalidException.class, "ReceiptHandleIsInvalid", 404,
                () -> SQS.deleteMessage(b -> b.queueUrl(q.url()).receiptHandle("garbage")));
    }

    private static void sendBatch(Stream<String> ids) {
        Queue q = Queue.standard("batch");
        List<SendMessageBatchRequestEntry> entries = ids
                .map(id -> SendMessageBatchRequestEntry.builder().id(id).messageBody("x").build())
                .toList();
        SQS.sendMessageBatch(b -> b.queueUrl(q.url()).entries(entries));
    }

    @Test
    void emptyBatchRequest() {
        refused(EmptyBatchRequestException.class, "AWS.SimpleQueueService.EmptyBatchRequest", 400,
                () -> sendBatch(Stream.of()));
    }

    @Test
    void batchEntryIdsNotDistinct() {
        refused(BatchEntryIdsNotDistinctException.class, "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400,
                () -> sendBatch(Stream.of("a", "b", "a")));
    }

    @Test
    void invalidBatchEntryId() {
        refused(InvalidBatchEntryIdException.class, "AWS.SimpleQueueService.InvalidBatchEntryId", 400,
                () -> sendBatch(Stream.of("not:valid")));
    }

    @Test
    void tooManyEntriesInBatchRequest() {
        refused(TooManyEntriesInBatchRequestException.class,
                "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400,
                () -> sendBatch(IntStream.range(0, 11).mapToObj(Integer::toString)));
    }

    @Test
    void invalidAttributeName() {
        Queue q = Queue.standard("attribute");
        refused(InvalidAttributeNameException.class, "InvalidAttributeName", 400, () -> q.attributes("Foobar"));
    }

    @Test
    void invalidAttributeValue() {
        Queue q = Queue.standard("attribute");
        refused(InvalidAttributeValueException.class, "InvalidAttributeValue", 400,
                () -> SQS.setQueueAttributes(b -> b.queueUrl(q.url())
                        .attributesWithStrings(Map.of("VisibilityTimeout", "43201"))));
    }

    @Test
    void invalidMessageContents() {
        Queue q = Queue.standard("contents");
        refused(InvalidMessageContentsException.class, "InvalidMessageContents", 400, () -> q.send("bell \u0007"));
    }

    @Test
    void batchRequestTooLong() {
        Queue q = Queue.standard("batch");
        List<SendMessageBatchRequestEntry> entries = Stream.of("a", "b")
                .map(id -> SendMessageBatchRequestEntry.builder().id(id).messageBody("x".repeat(600 * 1024)).build())
                .toList();
        refused(BatchRequestTooLongException.class, "AWS.SimpleQueueService.BatchRequestTooLong", 400,
                () -> SQS.sendMessageBatch(b -> b.queueUrl(q.url()).entries(entries)));
    }

    @Test
    void overLimit() {
        Queue q = Queue.standard("permissions");
        refused(OverLimitException.class, "OverLimit", 403, () -> SQS.addPermission(b -> b.queueUrl(q.url())
                .label("l")
                .awsAccountIds("111122223333")
                .actions("SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "PurgeQueue",
                        "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues")));
    }

    @Test
    void unsupportedOperation() {
        Queue q = Queue.standard("list");
        MessageAttributeValue listed =
                MessageAttributeValue.builder().dataType("String").stringListValues("v").build();
        refused(UnsupportedOperationException.class, "AWS.SimpleQueueService.UnsupportedOperation", 400,
                () -> SQS.sendMessage(
                        b -> b.queueUrl(q.url()).messageBody("x").messageAttributes(Map.of("a", listed))));
    }

    /** The server runs with its strict options. */
    @Test
    void queueDeletedRecently() {
        Queue q = Queue.standard("again");
        SQS.deleteQueue(b -> b.queueUrl(q.url()));
        refused(QueueDeletedRecentlyException.class, "AWS.SimpleQueueService.QueueDeletedRecently", 400,
                () -> Queue.create(q.name(), Map.of()));
    }

    @Test
    void purgeQueueInProgress() {
        Queue q = Queue.standard("purge");
        SQS.purgeQueue(b -> b.queueUrl(q.url()));
        refused(PurgeQueueInProgressException.class, "AWS.SimpleQueueService.PurgeQueueInProgress", 403,
                () -> SQS.purgeQueue(b -> b.queueUrl(q.url())));
    }

    @Test
    void invalidAddress() {
        Queue q = Queue.standard("address");
        refused(InvalidAddressException.class, "InvalidAddress", 404,
                () -> SQS.sendMessage(
                        b -> b.queueUrl("http://localhost:4566/000000000000/" + q.name()).messageBody("x")));
    }

    @Test
    void requestThrottled() {
        Queue q = Queue.standard("throttled");
        String fault = Server.addFault(
                "{\"fault\": \"fail\", \"queue\": \"" + q.name() + "\", \"code\": \"RequestThrottled\"}");
        // Clients try again when they are throttled; this one asks once.
        try (SqsClient once = Server.builder()
                .overrideConfiguration(b -> b.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build()) {
            refused(RequestThrottledException.class, "RequestThrottled", 403,
                    () -> once.sendMessage(b -> b.queueUrl(q.url()).messageBody("x")));
        }
        Server.removeFault(fault);
        q.send("let through");
    }

    @Test
    void resourceNotFound() {
        String arn = "arn:aws:sqs:us-east-1:000000000000:" + Server.uniqueName("missing");
        refused(ResourceNotFoundException.class, "ResourceNotFoundException", 404,
                () -> SQS.startMessageMoveTask(b -> b.sourceArn(arn)));
    }

    /** An error that the model does not name is the base class and still has its code. */
    @Test
    void errorWithoutClassKeepsItsCode() {
        Queue q = Queue.standard("receive");
        refused(SqsException.class, "InvalidParameterValue", 400,
                () -> SQS.receiveMessage(b -> b.queueUrl(q.url()).maxNumberOfMessages(11)));
    }
}
