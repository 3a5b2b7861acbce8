package ropeline.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of the tests' own: the binary at ROPELINE_BIN (or ropeline on the PATH) on a free port, in memory. */
final class Server implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final URI endpoint;

    private Server(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static Server start() throws IOException {
        String given = System.getenv("ROPELINE_BIN");
        String binary = given == null ? "ropeline" : given;
        ProcessBuilder builder = new ProcessBuilder(binary, "--host", "127.0.0.1", "--port", "0", "--test-mode");
        builder.environment().keySet().removeIf(name -> name.startsWith("ROPELINE_"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        return new Server(process, addressOf(process));
    }

    private static URI addressOf(Process process) throws IOException {
        BufferedReader log = process.errorReader();
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.append(line).append('\n');
            Matcher address = ADDRESS.matcher(said);
            if (line.contains("Ready.") && address.find()) {
                readOn(log);
                return URI.create(address.group(1));
            }
        }
        throw new IOException("ropeline did not start: " + said);
    }

    /** A pipe that nobody reads would stop the server one day. */
    private static void readOn(Reader log) {
        Thread reader = new Thread(() -> {
            try {
                log.transferTo(Writer.nullWriter());
            } catch (IOException closed) {
                // The server has ended.
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
