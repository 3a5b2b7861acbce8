package ropeline;

import io.awspring.cloud.sqs.annotation.SqsListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Handles orders from a standard and from a FIFO queue, and notes each attempt. */
@Component
public class OrderListener {
    /** One call of a handler: what came and how often it had come. */
    public record Attempt(Order order, String receiveCount) {}

    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();

    public BlockingQueue<Attempt> attempts() {
        return attempts;
    }

    @SqsListener("${orders.standard}")
    void onOrder(Order order, @Header("Sqs_Msa_ApproximateReceiveCount") String receiveCount) {
        handle(order, receiveCount);
    }

    @SqsListener("${orders.fifo}")
    void onOrderedOrder(Order order, @Header("Sqs_Msa_ApproximateReceiveCount") String receiveCount) {
        handle(order, receiveCount);
    }

    private void handle(Order order, String receiveCount) {
        attempts.add(new Attempt(order, receiveCount));
        if (Integer.parseInt(receiveCount) <= order.failures()) {
            throw new IllegalStateException("asked to fail");
        }
    }
}
