package fr.gouv.notifications.sound.delivery;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** A table behind the API. */
@Entity
class Delivery {

    @Id @Nullable String id;
}
