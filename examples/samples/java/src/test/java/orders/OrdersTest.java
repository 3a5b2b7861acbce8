package orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ropeline.testing.Lab;
import ropeline.testing.RopelineExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What goes wrong with queues, and what the shop makes of it. No test sleeps. */
@ExtendWith(RopelineExtension.class)
class OrdersTest {
    private static final Order ORDER = new Order("order-1", "cup", 3);

    private Lab lab;
    private SqsClient sqs;
    private Stock stock;

    @BeforeEach
    void openShop(Lab lab) throws SQLException {
        this.lab = lab;
        // Twelve digits as the access key: an account of this test's own.
        AwsBasicCredentials credentials = AwsBasicCredentials.create(lab.account(), "test");
        sqs = SqsClient.builder()
                .endpointOverride(lab.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        stock = new Stock(DriverManager.getConnection("jdbc:h2:mem:"));
        stock.createTables();
        stock.add("cup", 10);
    }

    @AfterEach
    void closeShop() {
        sqs.close();
    }

    private String makeQueue(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
    }

    private OrderQueue orders() {
        return new OrderQueue(sqs, makeQueue("orders", Map.of()));
    }

    @Test
    void deliveredTwiceTakenOnce() throws SQLException {
        OrderQueue queue = orders();
        OrderConsumer consumer = new OrderConsumer(queue, stock);
        queue.place(ORDER);
        lab.fault("duplicate", Map.of("queue", "orders", "after_delete", true, "next", 1));

        consumer.poll(0);
        consumer.poll(0);

        assertEquals(2, lab.waitFor("delivered", "orders", 2).size());
        assertEquals(7, stock.quantity("cup"));
    }

    @Test
    void aLostAnswerIsRetriedByTheSdk() throws SQLException {
        OrderQueue queue = orders();
        lab.fault("lose_reply", Map.of("queue", "orders", "action", "SendMessage", "next", 1));

        queue.place(ORDER); // the SDK sends again, and says nothing

        assertEquals(2, lab.history("orders", "sent").size());
        new OrderConsumer(queue, stock).poll(0);
        lab.empty("orders");
        assertEquals(7, stock.quantity("cup"));
    }

    @Test
    void fiveMinutesLaterTheQueueNoLongerKnowsTheOrder() throws SQLException {
        String url = makeQueue("orders.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        OrderQueue queue = new OrderQueue(sqs, url);
        OrderConsumer consumer = new OrderConsumer(queue, stock);
        queue.place(ORDER);
        queue.place(ORDER);
        assertEquals(1, lab.history("orders.fifo", "deduplicated").size());

        lab.advance(Duration.ofSeconds(301));
        queue.place(ORDER);

        assertEquals(2, lab.history("orders.fifo", "sent").size());
        consumer.poll(0);
        consumer.poll(0);
        lab.empty("orders.fifo");
        assertEquals(7, stock.quantity("cup")); // the shop still knows it
    }

    @Test
    void aPoisonOrderGoesToTheDeadLetters() throws SQLException {
        String dead = makeQueue("orders-dead", Map.of());
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes().get(QueueAttributeName.QUEUE_ARN);
        String policy = "{\"deadLetterTargetArn\": \"" + arn + "\", \"maxReceiveCount\": 3}";
        OrderQueue queue = new OrderQueue(sqs, makeQueue("orders", Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT, "30", QueueAttributeName.REDRIVE_POLICY, policy)));
        OrderConsumer consumer = new OrderConsumer(queue, stock);
        queue.place(new Order("order-2", "saucer", 1));
        queue.place(ORDER);

        for (int delivery = 1; delivery <= 4; delivery++) {
            consumer.poll(0);
            lab.advance(Duration.ofSeconds(31));
        }

        lab.waitFor("dead_lettered", "orders", 1);
        lab.empty("orders");
        assertEquals(7, stock.quantity("cup"));
        assertFalse(lab.report("dlq_empty").get("passed").getAsBoolean(), "a report tells of dead letters");
    }

    @Test
    void aConsumerInTheBackground() throws Exception {
        OrderQueue queue = orders();
        AtomicBoolean stop = new AtomicBoolean();
        Thread consumer = new Thread(() -> {
            OrderConsumer worker = new OrderConsumer(queue, stock);
            while (!stop.get()) {
                worker.poll(20);
            }
        });
        consumer.start();
        try {
            for (int number = 1; number <= 3; number++) {
                queue.place(new Order("order-" + number, "cup", 3));
            }
            lab.waitFor("deleted", "orders", 3);
            assertTrue(lab.report("nothing_in_flight,dlq_empty").get("passed").getAsBoolean());
        } finally {
            stop.set(true);
            while (consumer.isAlive()) {
                lab.advance(Duration.ofSeconds(20)); // ends the long poll
                consumer.join(100);
            }
        }
        assertEquals(1, stock.quantity("cup"));
    }
}
