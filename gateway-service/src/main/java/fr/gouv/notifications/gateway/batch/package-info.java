/**
 * The door for a file: checks every row of a CSV file before anything is sent, keeps the rows sealed,
 * and has each of them accepted exactly once.
 */
@NullMarked
package fr.gouv.notifications.gateway.batch;

import org.jspecify.annotations.NullMarked;
