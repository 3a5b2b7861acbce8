package orders;

import com.google.gson.Gson;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Orders as messages. */
public final class OrderQueue {
    private static final Gson GSON = new Gson();

    private final SqsClient sqs;
    private final String url;

    public OrderQueue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    /** On a FIFO queue orders of one item stay in order, and an order's id lets SQS know a second send. */
    public void place(Order order) {
        boolean fifo = url.endsWith(".fifo");
        sqs.sendMessage(r -> r.queueUrl(url)
                .messageBody(GSON.toJson(order))
                .messageGroupId(fifo ? order.item() : null)
                .messageDeduplicationId(fifo ? order.id() : null));
    }

    List<Message> receive(int waitSeconds) {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(waitSeconds))
                .messages();
    }

    static Order orderIn(Message message) {
        return GSON.fromJson(message.body(), Order.class);
    }

    void delete(Message message) {
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
    }
}
