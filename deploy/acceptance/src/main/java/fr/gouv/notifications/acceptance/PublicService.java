package fr.gouv.notifications.acceptance;

import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.LocalStack;
import java.util.Map;
import java.util.function.Supplier;

/** A public service that uses the platform: created through the API, with credentials of its own. */
public final class PublicService {

    private final String slug;
    private final String clientId;
    private final Supplier<String> tokens;
    private final ApiClient api;

    private PublicService(String slug, String clientId, String apiUrl, Supplier<String> tokens) {
        this.slug = slug;
        this.clientId = clientId;
        this.tokens = tokens;
        this.api = new ApiClient(apiUrl, tokens);
    }

    /** Creates the service as the administrator of the platform does, and logs in as it. */
    public static PublicService create(LocalStack stack, String slug, String name) {
        var admin = new ApiClient(stack.apiUrl(), stack::adminToken);
        var created =
                admin.post(
                        "/v1/services",
                        Map.of(
                                "slug",
                                slug,
                                "name",
                                name,
                                "contact",
                                "contact@" + slug + ".test",
                                "replyTo",
                                "repondre@" + slug + ".test"));
        if (created.status() != 201) {
            throw new IllegalStateException(
                    "the service was not created: %d %s"
                            .formatted(created.status(), created.body()));
        }
        var clientId = created.text("credentials.clientId");
        var secret = created.text("credentials.clientSecret");
        return new PublicService(
                slug, clientId, stack.apiUrl(), () -> stack.token(clientId, secret));
    }

    public String slug() {
        return slug;
    }

    public String clientId() {
        return clientId;
    }

    /** A fresh access token of this service. */
    public String token() {
        return tokens.get();
    }

    /** The API with this service's token. */
    public ApiClient api() {
        return api;
    }

    /** Publishes an e-mail template. */
    public void publish(String template, String category, String subject, String body) {
        var answer =
                api.put(
                        "/v1/templates/" + template,
                        Map.of(
                                "name", template,
                                "category", category,
                                "email", Map.of("subject", subject, "body", body)));
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(
                    "the template was not published: %d %s"
                            .formatted(answer.status(), answer.body()));
        }
    }

    /** Asks for one notification and gives its id. */
    public String send(String template, String email, Map<String, Object> values) {
        var answer =
                api.post(
                        "/v1/notifications",
                        Map.of(
                                "template", template,
                                "to", Map.of("email", email),
                                "values", values));
        if (answer.status() != 201) {
            throw new IllegalStateException(
                    "the notification was not accepted: %d %s"
                            .formatted(answer.status(), answer.body()));
        }
        return answer.text("id");
    }

    /** What the API says of a notification now. */
    public ApiClient.Answer read(String id) {
        return api.get("/v1/notifications/" + id);
    }
}
