package fr.gouv.notifications.careless.delivery;

import org.simplejavamail.api.email.Email;

/** Holds a mail of the library. */
record Parcel(Email mail) {}
