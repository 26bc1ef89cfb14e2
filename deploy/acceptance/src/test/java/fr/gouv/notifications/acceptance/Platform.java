package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.Port;
import fr.gouv.notifications.local.mail.MailContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole packaged platform on free ports with the real Keycloak, started once for all stories and
 * stopped with the last.
 */
public final class Platform implements ParameterResolver {

    /** Longest time that anything in a story may take, on a busy machine. */
    static final Duration LONG = Duration.ofSeconds(60);

    private @Nullable LocalStack stack;

    private Platform started(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(
                        Running.class, _ -> new Running(new Platform().start()), Running.class)
                .platform();
    }

    private record Running(Platform platform) implements AutoCloseable {

        @Override
        public void close() {
            platform.stack().close();
        }
    }

    private Platform start() {
        stack =
                LocalStack.in(Path.of("target", "stack-" + Long.toHexString(System.nanoTime())))
                        .checkout(checkout())
                        .freePorts()
                        // What a dispatch that was killed had in hand goes on after this time.
                        .environment(Part.DISPATCH, "DISPATCH_DELIVERY_LEASE", "10s")
                        // So does what a gateway had of a file, and a file goes at a good pace.
                        .environment(Part.GATEWAY, "GATEWAY_BATCH_LEASE", "5s")
                        .environment(Part.GATEWAY, "GATEWAY_BATCH_ROWS_A_SECOND", "1000")
                        .start();
        return this;
    }

    /** The root of the project whose build is told about. */
    static Path checkout() {
        return Path.of(System.getProperty("notifications.checkout", "../.."));
    }

    LocalStack stack() {
        return Objects.requireNonNull(stack, "the platform was not started");
    }

    /** A new public service with a slug that no other story uses. */
    PublicService newService(String name) {
        var slug =
                "story-"
                        + Long.toString(
                                ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36 * 36 * 36),
                                36);
        return PublicService.create(stack(), slug, name);
    }

    /** Waits until the notification has that status, and gives what the API says of it. */
    ApiClient.Answer awaitStatus(PublicService service, String id, String status) {
        return await("status " + status + " of " + id)
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> service.read(id), answer -> status.equals(answer.text("status")));
    }

    /** Waits for the one mail to that address. */
    MailContent awaitMail(String address) {
        var mail = stack().mail().inbox().awaitTo(address, LONG);
        assertThat(mail).as("a mail arrives").isPresent();
        return stack().mail().inbox().content(mail.orElseThrow().number()).orElseThrow();
    }

    /** How many mails reached that address so far. */
    long mailsTo(String address) {
        return stack().mail().inbox().mails().stream()
                .filter(mail -> mail.to().stream().anyMatch(address::equalsIgnoreCase))
                .count();
    }

    /** The sum of a service's metric over the lines whose labels hold that value; all for an empty one. */
    double metric(Port service, String name, String label) {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + stack().port(service) + "/q/metrics"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(name) && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The events of a timeline, oldest first. */
    static List<String> events(ApiClient.Answer read) {
        return read.body().path("timeline").findValuesAsText("event");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Platform resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return started(context);
    }
}
