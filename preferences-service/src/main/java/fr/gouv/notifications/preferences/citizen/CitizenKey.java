package fr.gouv.notifications.preferences.citizen;

/**
 * A citizen as one service knows him, without his name.
 *
 * @param digest of the service's reference, see {@link Digests#ofCitizen}
 */
public record CitizenKey(String service, String digest) {}
