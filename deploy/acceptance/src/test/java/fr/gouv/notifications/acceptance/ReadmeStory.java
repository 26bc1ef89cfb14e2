package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README shows is what the platform answers. */
@ExtendWith(Platform.class)
class ReadmeStory {

    private static final Pattern BODY = Pattern.compile("-d '(\\{.*?})'", Pattern.DOTALL);
    private static final Pattern TIMELINE =
            Pattern.compile("<!-- timeline[^>]*-->\\s*```json\\s(.*?)```", Pattern.DOTALL);

    @Test
    void theRequestsAreTakenAndTheTimelineIsTheOneShown(Platform platform) throws IOException {
        var readme = Files.readString(Platform.checkout().resolve("README.md"));
        var bodies = BODY.matcher(readme).results().map(found -> found.group(1)).toList();
        assertThat(bodies).hasSize(2);
        var service = platform.newService("Service de démonstration");

        var published = service.api().put("/v1/templates/rdv", bodies.getFirst());
        var accepted = service.api().post("/v1/notifications", bodies.getLast());

        assertThat(published.status()).isEqualTo(201);
        assertThat(accepted.status()).isEqualTo(201);
        var read = platform.awaitStatus(service, accepted.text("id"), "delivered");
        var shown = TIMELINE.matcher(readme).results().map(found -> found.group(1)).toList();
        var answered =
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(read.body());
        assertThat(shown)
                .as("write this into the README:\n%s", answered)
                .map(ReadmeStory::withoutWhatDiffers)
                .isEqualTo(List.of(withoutWhatDiffers(answered)));
    }

    /** Ids, instants and codes are new each time. */
    private static String withoutWhatDiffers(String json) {
        return json.replaceAll("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"id\"")
                .replaceAll("\"20[0-9-]+T[0-9:.]+Z\"", "\"instant\"")
                .replaceAll("(\"proofCode\"\\s*:\\s*)\"[^\"]*\"", "$1\"code\"")
                .replaceAll("(\"providerReference\"\\s*:\\s*)\"[^\"]*\"", "$1\"reference\"")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
