package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.contracts.Channel;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;

/** One address of one citizen of one service, sealed. */
@Entity
@Table(name = "contact")
class Contact {

    @EmbeddedId private Key key;

    private String sealedAddress;

    /** For the database, which alone makes contacts: see {@link Contacts#put}. */
    @SuppressWarnings("NullAway.Init")
    protected Contact() {}

    Channel channel() {
        return key.channel();
    }

    String sealedAddress() {
        return sealedAddress;
    }

    /** Whose address it is, and for which channel. */
    @Embeddable
    record Key(
            String service, String citizenDigest, @Enumerated(EnumType.STRING) Channel channel) {}
}
