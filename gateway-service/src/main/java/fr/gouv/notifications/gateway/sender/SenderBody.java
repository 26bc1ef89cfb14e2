package fr.gouv.notifications.gateway.sender;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * In whose name the e-mails of a service are written.
 *
 * @param localPart with {@code domain}; both absent for the service's address on the platform's domain
 */
@Schema(name = "Sender")
record SenderBody(
        @Schema(required = true, examples = "CAF des Hauts-de-Seine") @Nullable String displayName,
        @Schema(
                        required = true,
                        examples = "contact@caf92.example",
                        description = "A mailbox that people of the service read")
                @Nullable String replyTo,
        @Schema(examples = "rendez-vous") @Nullable String localPart,
        @Schema(examples = "caf92.example") @Nullable String domain) {}
