package fr.gouv.notifications.gateway.sender;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The platform's own domain, and how many a service may have. */
@ConfigMapping(prefix = "gateway.sender")
interface SenderConfig {

    /** In its name services write that have no domain of their own. */
    String platformDomain();

    @WithDefault("20")
    int mostDomains();
}
