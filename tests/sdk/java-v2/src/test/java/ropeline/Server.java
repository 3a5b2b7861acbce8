package ropeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The server at ROPELINE_ENDPOINT: a client of the SDK for it, and its test clock. */
final class Server {
    private static final URI ENDPOINT = URI.create(System.getenv("ROPELINE_ENDPOINT").replaceAll("/$", ""));

    /** One client for all tests, as in a program. It checks every MD5 it is given. */
    static final SqsClient SQS = SqsClient.builder()
            .endpointOverride(ENDPOINT)
            .region(Region.of(System.getenv("AWS_REGION")))
            .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
            .build();

    private Server() {}

    /** A queue name that no other test or run uses. */
    static String uniqueName(String label) {
        return "java-" + label + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** Moves the server's clock, so that no test waits for a timeout. */
    static void advanceClock(Duration duration) {
        HttpRequest request = HttpRequest.newBuilder(ENDPOINT.resolve("/_ropeline/clock"))
                .header("X-Ropeline", "1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"advance_ms\": " + duration.toMillis() + "}"))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
