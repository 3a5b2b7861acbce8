package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.awspring.cloud.sqs.operations.SendResult;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.support.MessageBuilder;
import ropeline.OrderListener.Attempt;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The application runs once for all tests; each ends with both queues empty. */
class ListenerTest {
    private static final String STANDARD = "spring-" + UUID.randomUUID();
    private static final String FIFO = STANDARD + ".fifo";

    private static ConfigurableApplicationContext application;
    private static SqsTemplate template;
    private static BlockingQueue<Attempt> attempts;
    private static BlockingQueue<Object> acknowledged;

    @BeforeAll
    static void start() {
        application = new SpringApplicationBuilder(OrderApplication.class)
                .properties("orders.standard=" + STANDARD, "orders.fifo=" + FIFO)
                .run();
        template = application.getBean(SqsTemplate.class);
        attempts = application.getBean(OrderListener.class).attempts();
        acknowledged = application.getBean(Acknowledged.class).orders();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void bothQueuesAreEmpty() {
        assertEquals("0/0/0", counts(STANDARD));
        assertEquals("0/0/0", counts(FIFO));
        assertEquals(List.of(), new ArrayList<>(attempts), "handled but not expected");
    }

    @Test
    void sentMessageIsHandledAndAcknowledged() {
        Order order = new Order("ada", 1, 0);
        SendResult<Order> sent = template.send(STANDARD, order);
        assertNotNull(sent.messageId());
        assertEquals(new Attempt(order, "1"), take(attempts));
        assertEquals(order, take(acknowledged));
    }

    @Test
    void manyMessagesAreHandledAndAcknowledged() {
        List<Order> orders = IntStream.range(0, 10).mapToObj(i -> new Order("bob", i, 0)).toList();
        var result = template.sendMany(
                STANDARD, orders.stream().map(order -> MessageBuilder.withPayload(order).build()).toList());
        assertEquals(10, result.successful().size());
        assertEquals(List.of(), List.copyOf(result.failed()));

        // A standard queue promises no order.
        Set<Object> done = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            assertEquals("1", take(attempts).receiveCount());
            done.add(take(acknowledged));
        }
        assertEquals(new HashSet<Object>(orders), done);
    }

    @Test
    void failedHandlerIsRetriedAfterTheVisibilityTimeout() {
        Order order = new Order("cleo", 1, 1);
        template.send(STANDARD, order);
        assertEquals(new Attempt(order, "1"), take(attempts));
        advanceClockPastVisibility();
        assertEquals(new Attempt(order, "2"), take(attempts));
        assertEquals(order, take(acknowledged));
    }

    private static void sendFifo(Order order) {
        template.send(to -> to.queue(FIFO)
                .payload(order)
                .messageGroupId(order.customer())
                .messageDeduplicationId(order.customer() + "-" + order.number()));
    }

    @Test
    void fifoKeepsTheOrderOfEachGroup() {
        List<Order> sent = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            for (String customer : List.of("dora", "emil", "fay")) {
                sent.add(new Order(customer, number, 0));
            }
        }
        sent.forEach(ListenerTest::sendFifo);

        List<Order> handled = new ArrayList<>();
        Set<Object> done = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            handled.add(take(attempts).order());
            done.add(take(acknowledged));
        }
        assertEquals(new HashSet<Object>(sent), done);
        for (String customer : List.of("dora", "emil", "fay")) {
            assertEquals(ofCustomer(customer, sent), ofCustomer(customer, handled));
        }
    }

    private static List<Order> ofCustomer(String customer, List<Order> orders) {
        return orders.stream().filter(order -> order.customer().equals(customer)).toList();
    }

    @Test
    void fifoRepeatsAreDroppedByTheQueue() {
        Order order = new Order("gus", 1, 0);
        sendFifo(order);
        sendFifo(order);
        assertEquals(new Attempt(order, "1"), take(attempts));
        assertEquals(order, take(acknowledged));
    }

    /** A failure holds up its group until the message has been retried, and only its group. */
    @Test
    void fifoRetryComesBeforeTheRestOfItsGroup() {
        Order failing = new Order("hal", 1, 1);
        Order next = new Order("hal", 2, 0);
        Order other = new Order("ida", 1, 0);
        sendFifo(failing);
        assertEquals(new Attempt(failing, "1"), take(attempts));
        sendFifo(next);
        sendFifo(other);
        assertEquals(new Attempt(other, "1"), take(attempts));
        assertEquals(other, take(acknowledged));

        advanceClockPastVisibility();
        assertEquals(new Attempt(failing, "2"), take(attempts));
        assertEquals(next, take(attempts).order());
        assertEquals(failing, take(acknowledged));
        assertEquals(next, take(acknowledged));
    }

    private static <T> T take(BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(15, TimeUnit.SECONDS);
            assertNotNull(taken, "nothing came in time");
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The queue's three counters, as "visible/in flight/delayed". */
    private static String counts(String name) {
        SqsAsyncClient sqs = application.getBean(SqsAsyncClient.class);
        String url = sqs.getQueueUrl(b -> b.queueName(name)).join().queueUrl();
        Map<String, String> all = sqs.getQueueAttributes(
                        b -> b.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .join()
                .attributesAsStrings();
        return all.get("ApproximateNumberOfMessages")
                + "/" + all.get("ApproximateNumberOfMessagesNotVisible")
                + "/" + all.get("ApproximateNumberOfMessagesDelayed");
    }

    /** Moves the server's clock by more than the queues' 30 seconds. */
    private static void advanceClockPastVisibility() {
        URI clock = URI.create(System.getenv("ROPELINE_ENDPOINT").replaceAll("/$", "") + "/_ropeline/clock");
        HttpRequest request = HttpRequest.newBuilder(clock)
                .header("X-Ropeline", "1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"advance_ms\": 31000}"))
                .build();
        try {
            var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
