package fr.gouv.notifications.gateway.template;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What should be better about a template that may be published all the same.
 *
 * @param field path of the field, such as {@code email.body}
 * @param code stable, kebab-case, for programs
 * @param sentence what to change and why, in French, for the author
 */
@Schema(name = "Advice")
record Advice(
        @Schema(examples = "email.body") String field,
        @Schema(examples = "link-shortened") String code,
        @Schema(
                        examples =
                                "Le lien « bit.ly » cache sa destination : écrivez l'adresse complète"
                                        + " de la page.")
                String sentence) {}
