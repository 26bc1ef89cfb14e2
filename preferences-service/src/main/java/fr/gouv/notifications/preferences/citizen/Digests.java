package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.eventing.Digest;
import jakarta.enterprise.context.ApplicationScoped;

/** Under which name citizens and addresses are found without being stored. */
@ApplicationScoped
public class Digests {

    private final Digest digest;

    Digests(CitizenConfig config) {
        this.digest = Digest.ofFile(config.digestPepperFile());
    }

    /** Of the reference under which a service knows a citizen. */
    public String ofCitizen(String reference) {
        return digest.of("citizen", reference.strip());
    }

    /**
     * Of an address, whatever its spelling.
     *
     * @param address an e-mail address, or a number in E.164
     */
    public String ofAddress(Channel channel, String address) {
        return switch (channel) {
            case EMAIL -> digest.of("email", EmailAddress.normalised(address));
            case SMS -> digest.of("phone", address);
            case LETTER -> throw new IllegalArgumentException("no postal address is kept yet");
        };
    }
}
