package ropeline;

import io.awspring.cloud.sqs.listener.acknowledgement.AcknowledgementResultCallback;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;

/** Collects what the framework has deleted from its queues, and failures to do so. */
@Component
public class Acknowledged implements AcknowledgementResultCallback<Object> {
    private final BlockingQueue<Object> orders = new LinkedBlockingQueue<>();

    /** The orders acknowledged so far; a failed acknowledgement leaves its exception here. */
    public BlockingQueue<Object> orders() {
        return orders;
    }

    @Override
    public void onSuccess(Collection<Message<Object>> messages) {
        messages.forEach(message -> orders.add(message.getPayload()));
    }

    @Override
    public void onFailure(Collection<Message<Object>> messages, Throwable error) {
        orders.add(error);
    }
}
