package fr.gouv.notifications.preferences.citizen;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** A citizen, or one address, that wants no optional messages of a service. */
@Entity
@Table(name = "opt_out")
class OptOut {

    @EmbeddedId private Refusal refusal;

    /** For the database, which alone makes refusals: see {@link OptOuts#put}. */
    @SuppressWarnings("NullAway.Init")
    protected OptOut() {}

    Refusal refusal() {
        return refusal;
    }
}
