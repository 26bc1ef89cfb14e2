package fr.gouv.notifications.local.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is and who asks it. What was said on the command line counts first, then the
 * environment, then {@code stack.env} of the platform that runs on this machine.
 *
 * @param api base URL of the API, without a slash at the end
 * @param token an access token that was given as it is
 * @param tokenUrl where client credentials are turned into tokens
 */
record Settings(
        String api,
        @Nullable String token,
        @Nullable String tokenUrl,
        @Nullable String clientId,
        @Nullable String clientSecret) {

    /**
     * What was said on the command line; every part may be absent.
     *
     * @param stack the folder of the local platform, in which {@code stack.env} may lie
     */
    record Said(@Nullable String api, @Nullable String token, Path stack) {}

    /** Completes what was said; fails with {@link ClientFailure} when the API or the account is unknown. */
    static Settings complete(Said said, Map<String, String> environment) {
        var local = stackEnv(said.stack().resolve("stack.env"));
        var api = first(said.api(), environment.get("API_URL"), local.get("API_URL"));
        if (api == null) {
            throw new ClientFailure(
                    "Say where the API is with --api URL (or API_URL), or start a platform here:"
                            + " ./notifications up");
        }
        var isElsewhere = said.api() != null && !said.api().equals(local.get("API_URL"));
        var token = first(said.token(), environment.get("API_TOKEN"));
        var settings =
                new Settings(
                        api.replaceFirst("/+$", ""),
                        token,
                        account("TOKEN_URL", environment, local, isElsewhere),
                        account("DEMO_CLIENT_ID", environment, local, isElsewhere),
                        account("DEMO_CLIENT_SECRET", environment, local, isElsewhere));
        if (token == null && !settings.hasCredentials()) {
            throw new ClientFailure(
                    "Say who asks: --token TOKEN (or API_TOKEN), or TOKEN_URL, CLIENT_ID and"
                            + " CLIENT_SECRET in the environment.");
        }
        return settings;
    }

    private boolean hasCredentials() {
        return tokenUrl != null && clientId != null && clientSecret != null;
    }

    /** The account of the local demonstration is of no use to another platform. */
    private static @Nullable String account(
            String name,
            Map<String, String> environment,
            Map<String, String> local,
            boolean isElsewhere) {
        return first(
                environment.get(name.replace("DEMO_", "")),
                environment.get(name),
                isElsewhere ? null : local.get(name));
    }

    private static @Nullable String first(@Nullable String... values) {
        for (var value : values) {
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    /** The lines {@code KEY=value} of a file that need not be there. */
    private static Map<String, String> stackEnv(Path file) {
        var values = new HashMap<String, String>();
        if (!Files.isReadable(file)) {
            return values;
        }
        try {
            for (var line : Files.readAllLines(file)) {
                entry(line).ifPresent(entry -> values.put(entry.getKey(), entry.getValue()));
            }
        } catch (IOException broken) {
            throw new ClientFailure(file + " cannot be read.", broken);
        }
        return values;
    }

    private static Optional<Map.Entry<String, String>> entry(String line) {
        var equals = line.indexOf('=');
        if (equals < 1) {
            return Optional.empty();
        }
        var value = line.substring(equals + 1);
        if (value.length() > 1 && value.startsWith("'") && value.endsWith("'")) {
            value = value.substring(1, value.length() - 1).replace("'\\''", "'");
        }
        return Optional.of(Map.entry(line.substring(0, equals), value));
    }

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return "Settings[" + api + "]";
    }
}
