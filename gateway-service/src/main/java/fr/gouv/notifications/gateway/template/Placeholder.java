package fr.gouv.notifications.gateway.template;

import org.jspecify.annotations.Nullable;

/**
 * What stands between double round brackets in a template.
 *
 * @param slot which value fills it
 * @param shown the text of {@code ((name??text))}, absent for {@code ((name))}
 */
record Placeholder(int slot, @Nullable String shown) {

    boolean isConditional() {
        return shown != null;
    }
}
