package ropeline.testing;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The laboratory of one account of a server that runs with --test-mode: its clock, its faults, its memory of what
 * happened. Accounts are separate: each test takes one of its own and sees nobody else's queues, clock or faults, also
 * when tests run in parallel on one server.
 */
public final class Lab {
    private static final Gson GSON = new Gson();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final URI endpoint;
    private final String account;

    /** A laboratory of an account that nobody else uses. */
    public Lab(URI endpoint) {
        this.endpoint = endpoint;
        this.account = String.format("%012d", RANDOM.nextLong(1, 1_000_000_000_000L));
    }

    /** For the SDK's endpointOverride. */
    public URI endpoint() {
        return endpoint;
    }

    /** Twelve digits; used as the access key they choose the account. */
    public String account() {
        return account;
    }

    /** Moves this account's time on. What came due has happened when this returns. */
    public void advance(Duration by) {
        post("clock", Map.of("advance_ms", by.toMillis()), Duration.ZERO);
    }

    /** Injects a fault, for example {@code fault("lose_reply", Map.of("action", "SendMessage", "next", 1))}. */
    public void fault(String kind, Map<String, ?> members) {
        Map<String, Object> fault = new LinkedHashMap<>(members);
        fault.put("fault", kind);
        post("faults", fault, Duration.ZERO);
    }

    /** The events of these kinds (as in "sent,deleted") in the queue so far, oldest first. */
    public List<JsonObject> history(String queue, String events) {
        return events(get("history", Map.of("queue", queue, "event", events)));
    }

    /** Waits until the event happened that often in the queue; what happened before the call counts too. */
    public List<JsonObject> waitFor(String event, String queue, int count) {
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("queue", queue);
        condition.put("until", event);
        condition.put("count", count);
        return events(await(condition));
    }

    /** Waits until the queue has no message: visible, in flight or delayed. */
    public void empty(String queue) {
        await(new LinkedHashMap<>(Map.of("queue", queue, "until", "empty")));
    }

    /** Whether the expectations hold (as in "dlq_empty,nothing_in_flight"); the report tells why. */
    public JsonObject report(String expect) {
        return get("report", Map.of("expect", expect));
    }

    /** The whole report, to be read. */
    public String reportText() {
        return text(query("report", Map.of("format", "text")));
    }

    /** Deletes the account's queues, faults and history. */
    public void reset() {
        post("reset", Map.of(), Duration.ZERO);
    }

    private JsonObject await(Map<String, Object> condition) {
        condition.put("timeout_ms", PATIENCE.toMillis());
        JsonObject answer = post("await", condition, PATIENCE);
        if (!answer.get("met").getAsBoolean()) {
            throw new AssertionError("not met after " + PATIENCE + ": " + condition);
        }
        return answer;
    }

    private static List<JsonObject> events(JsonObject answer) {
        List<JsonObject> found = new ArrayList<>();
        answer.getAsJsonArray("events").forEach((JsonElement event) -> found.add(event.getAsJsonObject()));
        return found;
    }

    private JsonObject get(String path, Map<String, String> filters) {
        return ask(query(path, filters));
    }

    private HttpRequest.Builder query(String path, Map<String, String> filters) {
        Map<String, String> all = new LinkedHashMap<>(filters);
        all.put("account", account);
        String query = all.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return request(path + "?" + query).GET();
    }

    private JsonObject post(String path, Map<String, ?> body, Duration patience) {
        Map<String, Object> all = new LinkedHashMap<>(body);
        all.put("account", account);
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(GSON.toJson(all));
        return ask(request(path).timeout(PATIENCE.plus(patience)).POST(publisher));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve("/_ropeline/" + path))
                .header("X-Ropeline", "1")
                .header("Content-Type", "application/json");
    }

    private static JsonObject ask(HttpRequest.Builder request) {
        return JsonParser.parseString(text(request)).getAsJsonObject();
    }

    private static String text(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body().strip());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + request.build().uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
