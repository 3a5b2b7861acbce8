package orders;

import java.sql.SQLException;
import software.amazon.awssdk.services.sqs.model.Message;

/** Handles orders. */
public final class OrderConsumer {
    private final OrderQueue queue;
    private final Stock stock;

    public OrderConsumer(OrderQueue queue, Stock stock) {
        this.queue = queue;
        this.stock = stock;
    }

    /** Receives what there is and handles it. A message that fails is left for a later delivery. */
    public void poll(int waitSeconds) {
        for (Message message : queue.receive(waitSeconds)) {
            try {
                stock.take(OrderQueue.orderIn(message));
            } catch (SQLException | RuntimeException e) {
                System.err.println("order not handled: " + e.getMessage());
                continue;
            }
            // Committed: now the queue may forget it.
            queue.delete(message);
        }
    }
}
