package fr.gouv.notifications.gateway.batch;

/**
 * What became of the valid rows of a batch.
 *
 * @param remaining not accepted yet
 * @param accepted handed to the line, where each is a notification
 * @param cancelled stopped before
 * @param expired too late to be sent
 * @param refused found impossible when their turn came
 */
record RowCounts(int remaining, int accepted, int cancelled, int expired, int refused) {}
