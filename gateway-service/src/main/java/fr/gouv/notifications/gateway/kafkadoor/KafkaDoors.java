package fr.gouv.notifications.gateway.kafkadoor;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Opens the doors of services on the broker. What was interrupted is completed by the same call; one
 * call at a time works on a door, so that the password that is shown is the one that holds.
 */
@ApplicationScoped
public class KafkaDoors {

    private static final Logger LOG = Logger.getLogger(KafkaDoors.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final int PASSWORD_BYTES = 32;

    private final Doors doors;
    private final Provisioner provisioner;
    private final KafkaDoorConfig config;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    KafkaDoors(Doors doors, Provisioner provisioner, KafkaDoorConfig config, InstantSource clock) {
        this.doors = doors;
        this.provisioner = provisioner;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Says no to a request for a door where somebody else makes them.
     *
     * @throws Refused which says who does
     */
    public void mustBeOffered() {
        if (config.provisioner() == KafkaDoorConfig.Provisioning.NONE) {
            throw Problem.invalid(
                            List.of(
                                    new Fault(
                                            "kafka",
                                            "not-offered",
                                            "cannot be had from the API of this platform",
                                            "leave it out, and ask the platform team for topics and"
                                                    + " user")))
                    .refused();
        }
    }

    /**
     * The door of this service, made unless it is there, with a new password.
     *
     * @throws Refused when the broker is away, or another request works on the same door; no password
     *     was shown to anybody then
     */
    public KafkaCredentials open(String service) {
        mustBeOffered();
        if (!doors.begin(service, clock.instant())) {
            throw Problem.unavailable(
                    "kafka-door-busy",
                    "another request makes the same door at this moment: send this one again"
                            + " afterwards",
                    RETRY);
        }
        var door = KafkaDoor.of(service);
        var password = password();
        try {
            provisioner.provide(door, password);
        } catch (Provisioner.NotProvided e) {
            LOG.errorf(
                    "the broker did not make the door of %s: %s (%s)",
                    service, e.getMessage(), String.valueOf(e.getCause()));
            doors.release(service);
            throw Problem.unavailable(
                    "broker-unavailable",
                    "the broker did not do its part: send the same request again, it completes what"
                            + " was begun",
                    RETRY);
        }
        doors.complete(service, clock.instant());
        LOG.infof("service %s has a door on the broker", service);
        return new KafkaCredentials(
                config.bootstrapServers(),
                config.securityProtocol(),
                "SCRAM-SHA-512",
                door.user(),
                password,
                door.intakeTopic(),
                door.statusTopic(),
                door.groupPrefix());
    }

    /** Forgets doors that were begun, never opened, and that nobody has worked on since. */
    public void forgetBegun(Instant before) {
        doors.forgetBegun(before);
    }

    private String password() {
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
