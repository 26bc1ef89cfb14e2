package fr.gouv.notifications.dispatch.reputation;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts, in memory, what becomes of the e-mails of each public service; others are told beside. */
@ApplicationScoped
public class Reputation {

    private Map<String, Counts> fresh = new HashMap<>();

    /** What became durable of an attempt. */
    public void settled(
            String service, Channel channel, DeliveryReport report, @Nullable Reason reason) {
        if (channel != Channel.EMAIL) {
            return;
        }
        switch (report) {
            case HANDED_OVER, DELIVERED -> add(service, new Counts(1, 0, 0));
            case REFUSED -> {
                if (ReputationPolicy.isOfTheAddress(reason)) {
                    add(service, new Counts(1, 1, 0));
                }
            }
            default -> {
                // Says nothing of the address.
            }
        }
    }

    /** A message that a relay took came back. */
    public void bounced(String service, @Nullable Reason reason) {
        if (ReputationPolicy.isOfTheAddress(reason)) {
            add(service, new Counts(0, 1, 0));
        }
    }

    /** A citizen called a message unwanted. */
    public void complained(String service) {
        add(service, new Counts(0, 0, 1));
    }

    private synchronized void add(String service, Counts counts) {
        fresh.merge(service, counts, Counts::plus);
    }

    /** What was counted since this was called last. */
    synchronized Map<String, Counts> take() {
        var taken = fresh;
        fresh = new HashMap<>();
        return taken;
    }

    /** It could not be kept. */
    synchronized void giveBack(Map<String, Counts> taken) {
        taken.forEach((service, counts) -> fresh.merge(service, counts, Counts::plus));
    }
}
