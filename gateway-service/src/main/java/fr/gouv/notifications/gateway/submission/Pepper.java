package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.eventing.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the digest of this installation from the pepper in its file. */
@ApplicationScoped
class Pepper {

    @Produces
    @Singleton
    Digest digest(@ConfigProperty(name = "gateway.digest-pepper-file") Path file) {
        return Digest.ofFile(file);
    }
}
