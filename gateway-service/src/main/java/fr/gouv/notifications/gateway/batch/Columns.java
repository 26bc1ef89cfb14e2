package fr.gouv.notifications.gateway.batch;

import java.util.List;
import java.util.Map;

/**
 * What the columns of a file are for.
 *
 * @param headings the first row, as it was written
 * @param recipients where it says whom a row is for
 * @param values which column fills which placeholder, in the template's spelling
 * @param uses what each column is used for, in the words of the API
 */
record Columns(
        List<String> headings,
        Map<RecipientColumn, Integer> recipients,
        Map<String, Integer> values,
        List<Use> uses) {

    Columns {
        headings = List.copyOf(headings);
        recipients = Map.copyOf(recipients);
        values = Map.copyOf(values);
        uses = List.copyOf(uses);
    }

    /**
     * One column.
     *
     * @param use {@code email}, {@code phone}, {@code citizen}, {@code reference}, {@code value},
     *     {@code ignored} or {@code not-offered-yet}
     */
    record Use(String column, String use) {}
}
