package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.contracts.Reason;
import java.time.Instant;
import java.util.UUID;

/** One notification that an address did not take, for a reason that lies in the address. */
record Hit(UUID notificationId, Reason reason, Instant at) {}
