package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.contracts.Channel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** Keeps what services say about their citizens: addresses and refusals. */
@ApplicationScoped
class CitizenBook {

    private final Contacts contacts;
    private final OptOuts optOuts;
    private final Digests digests;
    private final ContactSeal seal;
    private final InstantSource clock;

    CitizenBook(
            Contacts contacts,
            OptOuts optOuts,
            Digests digests,
            ContactSeal seal,
            InstantSource clock) {
        this.contacts = contacts;
        this.optOuts = optOuts;
        this.digests = digests;
        this.seal = seal;
        this.clock = clock;
    }

    /** From now on these are the citizen's addresses, and no others. */
    @Transactional
    void put(String service, String citizen, Map<Channel, String> addresses) {
        var key = key(service, citizen);
        for (var channel : Channel.values()) {
            var address = addresses.get(channel);
            if (address == null) {
                contacts.remove(key, channel);
            } else {
                contacts.put(
                        key,
                        channel,
                        digests.ofAddress(channel, address),
                        seal.seal(key, channel, address),
                        clock.instant());
            }
        }
    }

    /** The citizen's addresses; empty when he is not known. */
    @Transactional
    Map<Channel, String> addressesOf(String service, String citizen) {
        var key = key(service, citizen);
        Map<Channel, String> addresses = new EnumMap<>(Channel.class);
        for (var contact : contacts.of(key)) {
            addresses.put(
                    contact.channel(), seal.open(key, contact.channel(), contact.sealedAddress()));
        }
        return addresses;
    }

    @Transactional
    void forget(String service, String citizen) {
        contacts.remove(key(service, citizen));
    }

    /** From now on this address gets no optional message of the service. */
    @Transactional
    void refuseAddress(String service, EmailAddress address) {
        optOuts.put(refusal(service, address), clock.instant());
    }

    /** From now on this citizen gets no optional message of the service on any channel. */
    @Transactional
    void refuseCitizen(String service, String citizen) {
        optOuts.put(new Refusal(service, digests.ofCitizen(citizen)), clock.instant());
    }

    @Transactional
    void acceptAddress(String service, EmailAddress address) {
        optOuts.deleteById(refusal(service, address));
    }

    @Transactional
    void acceptCitizen(String service, String citizen) {
        optOuts.deleteById(new Refusal(service, digests.ofCitizen(citizen)));
    }

    private Refusal refusal(String service, EmailAddress address) {
        return new Refusal(service, digests.ofAddress(Channel.EMAIL, address.text()));
    }

    private CitizenKey key(String service, String citizen) {
        return new CitizenKey(service, digests.ofCitizen(citizen));
    }
}
