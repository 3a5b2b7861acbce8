package ropeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** The server at ROPELINE_ENDPOINT: a client of the SDK for it, its test clock and its faults. */
final class Server {
    private static final URI ENDPOINT = URI.create(System.getenv("ROPELINE_ENDPOINT").replaceAll("/$", ""));

    /** One client for all tests, as in a program. It checks every MD5 it is given. */
    static final SqsClient SQS = builder().build();

    private Server() {}

    static SqsClientBuilder builder() {
        return SqsClient.builder()
                .endpointOverride(ENDPOINT)
                .region(Region.of(System.getenv("AWS_REGION")))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create());
    }

    /** A queue name that no other test or run uses. */
    static String uniqueName(String label) {
        return "java-" + label + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** Moves the server's clock, so that no test waits for a timeout. */
    static void advanceClock(Duration duration) {
        call("POST", "clock", "{\"advance_ms\": " + duration.toMillis() + "}");
    }

    /** Makes the server inject a fault, and gives its id. */
    static String addFault(String fault) {
        String made = call("POST", "faults", fault);
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(made);
        if (!id.find()) {
            throw new IllegalStateException(made);
        }
        return id.group(1);
    }

    static void removeFault(String id) {
        call("DELETE", "faults/" + id, "");
    }

    /** Calls the server's own interface, below /_ropeline/, and gives its answer. */
    private static String call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(ENDPOINT.resolve("/_ropeline/" + path))
                .header("X-Ropeline", "1")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
