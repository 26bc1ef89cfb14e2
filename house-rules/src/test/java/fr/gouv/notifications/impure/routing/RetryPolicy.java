package fr.gouv.notifications.impure.routing;

import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.function.Supplier;

/** Hides its dependencies in a nested class and in a lambda. */
final class RetryPolicy {

    static final Supplier<RuntimeException> GIVE_UP = () -> new PersistenceException("no");

    /** The place where it is hidden. */
    record Locked(LockModeType mode) {}

    private RetryPolicy() {}
}
