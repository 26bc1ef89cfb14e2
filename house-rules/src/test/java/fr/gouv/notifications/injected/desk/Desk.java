package fr.gouv.notifications.injected.desk;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.jspecify.annotations.Nullable;

/** Cannot be constructed with new. */
class Desk {

    @Inject @Nullable Runnable work;

    @PersistenceContext @Nullable EntityManager entities;
}
