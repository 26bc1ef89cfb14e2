package fr.gouv.notifications.gateway.access;

/**
 * What a service needs to get tokens; shown once, kept nowhere.
 *
 * @param tokenUrl where the client exchanges them for an access token
 */
public record Credentials(String clientId, String clientSecret, String tokenUrl) {

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return "Credentials[" + clientId + "]";
    }
}
