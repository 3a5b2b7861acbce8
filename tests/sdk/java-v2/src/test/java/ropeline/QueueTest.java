package ropeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static ropeline.Server.SQS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;

/** Queues themselves: their life cycle, attributes, tags and listing. */
class QueueTest {
    @Test
    void lifeCycle() {
        Queue q = Queue.standard("life", Map.of("VisibilityTimeout", "45"));
        assertTrue(q.url().endsWith("/" + q.name()), q.url());
        assertEquals(q.url(), SQS.getQueueUrl(b -> b.queueName(q.name())).queueUrl());
        assertEquals(q, Queue.create(q.name(), Map.of("VisibilityTimeout", "45")));
        assertEquals(List.of(q.url()), urlsWithPrefix(q.name()));

        SQS.deleteQueue(b -> b.queueUrl(q.url()));
        assertEquals(List.of(), urlsWithPrefix(q.name()));
    }

    private static List<String> urlsWithPrefix(String prefix) {
        return SQS.listQueues(b -> b.queueNamePrefix(prefix)).queueUrls();
    }

    @Test
    void purgeEmptiesTheQueue() {
        Queue q = Queue.standard("purge");
        q.send("in flight");
        q.receiveOne();
        q.send("visible");
        SQS.purgeQueue(b -> b.queueUrl(q.url()));
        assertEquals("0/0/0", q.counts());
    }

    @Test
    void attributes() {
        Queue q = Queue.standard("attributes", Map.of("DelaySeconds", "5"));
        SQS.setQueueAttributes(b -> b.queueUrl(q.url())
                .attributesWithStrings(Map.of("VisibilityTimeout", "77", "ReceiveMessageWaitTimeSeconds", "2")));

        assertEquals(
                Map.of("VisibilityTimeout", "77", "DelaySeconds", "5"),
                q.attributes("VisibilityTimeout", "DelaySeconds"));
        Map<String, String> all = q.attributes("All");
        assertEquals("2", all.get("ReceiveMessageWaitTimeSeconds"));
        assertEquals("arn:aws:sqs:us-east-1:000000000000:" + q.name(), all.get("QueueArn"));
        assertEquals("0", all.get("ApproximateNumberOfMessages"));
        assertFalse(all.containsKey("Policy"), "never set, so absent");
    }

    @Test
    void tags() {
        String url = SQS.createQueue(b -> b.queueName(Server.uniqueName("tags"))
                        .tags(Map.of("team", "payments", "env", "test")))
                .queueUrl();
        SQS.tagQueue(b -> b.queueUrl(url).tags(Map.of("env", "live", "empty", "")));
        SQS.untagQueue(b -> b.queueUrl(url).tagKeys("team", "unknown"));
        assertEquals(
                Map.of("env", "live", "empty", ""),
                SQS.listQueueTags(b -> b.queueUrl(url)).tags());
    }

    @Test
    void pagination() {
        String prefix = Server.uniqueName("page");
        List<String> want = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            want.add(Queue.create(prefix + "-" + i, Map.of()).url());
        }

        List<Integer> sizes = new ArrayList<>();
        List<String> got = new ArrayList<>();
        for (ListQueuesResponse page :
                SQS.listQueuesPaginator(b -> b.queueNamePrefix(prefix).maxResults(2))) {
            sizes.add(page.queueUrls().size());
            got.addAll(page.queueUrls());
        }
        assertEquals(List.of(2, 2, 1), sizes);
        got.sort(null);
        assertEquals(want, got);
    }
}
