package fr.gouv.notifications.dispatch.email;

import org.simplejavamail.api.email.Email;

/** Holds a mail of the library, where it may. */
record Parcel(Email mail) {}
