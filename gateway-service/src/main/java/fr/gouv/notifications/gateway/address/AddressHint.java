package fr.gouv.notifications.gateway.address;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A doubt about an address that can be used all the same. Never holds the address.
 *
 * @param field path of the field, such as {@code to.email}
 * @param code stable, kebab-case, for programs
 * @param sentence to be shown to whoever typed the address, in French
 * @param suggestion the domain that was probably meant
 */
@Schema(name = "AddressHint")
public record AddressHint(
        @Schema(examples = "to.email") String field,
        @Schema(
                        examples = "domain-typo",
                        enumeration = {"domain-typo", "domain-disposable", "domain-without-mail"})
                String code,
        @Schema(examples = "« gmial.com » ressemble à « gmail.com » : l'adresse est-elle juste ?")
                String sentence,
        @Schema(examples = "gmail.com") @Nullable String suggestion) {}
