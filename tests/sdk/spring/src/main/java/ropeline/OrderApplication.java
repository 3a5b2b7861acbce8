package ropeline;

import io.awspring.cloud.sqs.config.SqsMessageListenerContainerFactory;
import java.time.Duration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/** A small application as people write it: two listeners, queues created by the framework. */
@SpringBootApplication
public class OrderApplication {
    /** The factory as Boot configures it, with a ledger of what it acknowledged. */
    @Bean
    SqsMessageListenerContainerFactory<Object> defaultSqsListenerContainerFactory(
            SqsAsyncClient client, Acknowledged acknowledged) {
        return SqsMessageListenerContainerFactory.builder()
                .sqsAsyncClient(client)
                .acknowledgementResultCallback(acknowledged)
                // Closing waits for the last long poll, which is 10 seconds by default.
                .configure(options -> options.pollTimeout(Duration.ofSeconds(2)))
                .build();
    }
}
