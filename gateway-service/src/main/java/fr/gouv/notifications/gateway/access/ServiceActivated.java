package fr.gouv.notifications.gateway.access;

/** A service can be used from now on; told inside this process only. */
record ServiceActivated(String slug) {}
