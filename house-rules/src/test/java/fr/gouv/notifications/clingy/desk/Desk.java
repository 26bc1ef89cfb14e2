package fr.gouv.notifications.clingy.desk;

import fr.gouv.notifications.clingy.sms.RehearsalCarrier;

/** Knows a provider by name. */
record Desk(RehearsalCarrier carrier) {}
