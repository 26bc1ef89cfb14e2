package fr.gouv.notifications.preferences.citizen;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** The secrets that keep contact points unreadable. */
@ConfigMapping(prefix = "preferences.citizen")
interface CitizenConfig {

    /** File with the base64 of 32 bytes: seals addresses. Losing it loses the addresses. */
    Path contactKeyFile();

    /** File with the base64 of 32 bytes: finds addresses and citizens again. Never changes. */
    Path digestPepperFile();
}
