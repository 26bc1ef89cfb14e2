package fr.gouv.notifications.leaky.desk;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** A table. */
@Entity
class Row {

    @Id @Nullable String id;
}
