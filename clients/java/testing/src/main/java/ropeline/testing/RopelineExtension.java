package ropeline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test (and its @BeforeEach methods) a {@link Lab} of its own as a parameter, emptied
 * afterwards; when the test fails, its report is printed. The server is the one at ROPELINE_ENDPOINT, or one that is
 * started for the run.
 *
 * <pre>
 * &#64;ExtendWith(RopelineExtension.class)
 * class OrdersTest {
 *     &#64;Test
 *     void deliveredTwice(Lab lab) { ... }
 * }
 * </pre>
 */
public final class RopelineExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace SPACE = Namespace.create(RopelineExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Lab.class;
    }

    @Override
    public Lab resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(SPACE).getOrComputeIfAbsent(Lab.class, key -> new Lab(endpoint(test)), Lab.class);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Lab lab = test.getStore(SPACE).get(Lab.class, Lab.class);
        if (lab == null) {
            return;
        }
        if (test.getExecutionException().isPresent()) {
            System.out.println(lab.reportText());
        }
        lab.reset();
    }

    private static URI endpoint(ExtensionContext test) {
        String given = System.getenv("ROPELINE_ENDPOINT");
        return given != null ? URI.create(given) : server(test).endpoint();
    }

    /** In the root's store, so that JUnit closes it at the end of the run. */
    private static Server server(ExtensionContext test) {
        return test.getRoot().getStore(SPACE).getOrComputeIfAbsent(
                Server.class,
                key -> {
                    try {
                        return Server.start();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Server.class);
    }
}
