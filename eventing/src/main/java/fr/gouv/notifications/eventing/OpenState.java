package fr.gouv.notifications.eventing;

import org.jspecify.annotations.Nullable;

/**
 * A state that may not last, and who ends it.
 *
 * @param table where it stands
 * @param name how it is called; as in the database, where it has a word there
 * @param rows the condition, in SQL, that the rows in this state meet
 * @param until the column or expression that says, row by row, when the owner ends it; absent where
 *     nothing in the row says so
 * @param deadline how long it may last, in words
 * @param exit what ends it, in words
 * @param owner the class that ends it when nobody else does, named from the package of the service
 */
public record OpenState(
        String table,
        String name,
        String rows,
        @Nullable String until,
        String deadline,
        String exit,
        String owner) {

    /** How the documentation lists it. */
    public String documented() {
        return "| `%s` | %s | %s | %s | `%s` |".formatted(table, name, deadline, exit, owner);
    }
}
