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
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

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
