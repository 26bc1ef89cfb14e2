package fr.gouv.notifications.local.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Puts a refusal of the API ({@code problem+json}, RFC 9457) into lines for a person. */
final class Problems {

    static String inWords(int status, JsonNode problem) {
        if (!problem.hasNonNull("title")) {
            return "The API answered %d without saying why.".formatted(status);
        }
        var words = new StringBuilder();
        words.append(problem.path("title").asText()).append(" (").append(status).append(").");
        var errors = problem.path("errors");
        if (errors.isEmpty() && problem.hasNonNull("detail")) {
            words.append('\n').append("  ").append(problem.path("detail").asText());
        }
        for (var error : errors) {
            words.append(
                    "\n  %s %s: %s"
                            .formatted(
                                    error.path("field").asText(),
                                    error.path("problem").asText(),
                                    error.path("remedy").asText()));
        }
        return words.toString();
    }

    private Problems() {}
}
