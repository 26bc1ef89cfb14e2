/** Plumbing between services: how facts are packed, told, heard, sealed and, if need be, buried. */
@NullMarked
package fr.gouv.notifications.eventing;

import org.jspecify.annotations.NullMarked;
