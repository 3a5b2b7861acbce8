package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static ropeline.Server.SQS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** A queue of one test, with the calls that many tests make. */
record Queue(String name, String url) {
    static Queue standard(String label, Map<String, String> attributes) {
        return create(Server.uniqueName(label), attributes);
    }

    static Queue standard(String label) {
        return standard(label, Map.of());
    }

    static Queue fifo(String label, Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put("FifoQueue", "true");
        return create(Server.uniqueName(label) + ".fifo", all);
    }

    static Queue fifo(String label) {
        return fifo(label, Map.of());
    }

    static Queue create(String name, Map<String, String> attributes) {
        String url = SQS.createQueue(b -> b.queueName(name).attributesWithStrings(attributes)).queueUrl();
        return new Queue(name, url);
    }

    SendMessageResponse send(String body) {
        return SQS.sendMessage(b -> b.queueUrl(url).messageBody(body));
    }

    /** Sends to a group; without {@code dedup} the content is the key. */
    SendMessageResponse sendFifo(String body, String group, String dedup) {
        return SQS.sendMessage(b -> b.queueUrl(url)
                .messageBody(body)
                .messageGroupId(group)
                .messageDeduplicationId(dedup));
    }

    /** Takes up to ten messages with all attributes, waiting up to {@code wait} seconds for the first. */
    List<Message> receive(int wait) {
        return SQS.receiveMessage(b -> b.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(wait)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    List<Message> receive() {
        return receive(0);
    }

    /** Fails unless exactly one message is there. */
    Message receiveOne() {
        List<Message> messages = receive();
        assertEquals(1, messages.size(), () -> "received: " + bodies(messages));
        return messages.get(0);
    }

    void delete(Message message) {
        SQS.deleteMessage(b -> b.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    void changeVisibility(Message message, int seconds) {
        SQS.changeMessageVisibility(b -> b.queueUrl(url)
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout(seconds));
    }

    Map<String, String> attributes(String... names) {
        return SQS.getQueueAttributes(b -> b.queueUrl(url).attributeNamesWithStrings(names))
                .attributesAsStrings();
    }

    String arn() {
        return attributes("QueueArn").get("QueueArn");
    }

    /** The three counters, as "visible/in flight/delayed". */
    String counts() {
        Map<String, String> all = attributes(QueueAttributeName.ALL.toString());
        return all.get("ApproximateNumberOfMessages")
                + "/" + all.get("ApproximateNumberOfMessagesNotVisible")
                + "/" + all.get("ApproximateNumberOfMessagesDelayed");
    }

    static String bodies(List<Message> messages) {
        return messages.stream().map(Message::body).collect(Collectors.joining(" "));
    }

    static String system(Message message, String name) {
        return message.attributesAsStrings().get(name);
    }
}
