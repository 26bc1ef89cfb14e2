package fr.gouv.notifications.gateway.doctor;

import fr.gouv.notifications.gateway.dns.BoundedDns;
import fr.gouv.notifications.gateway.dns.Dns;
import fr.gouv.notifications.gateway.dns.JavaDns;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Examines domains, unless the platform was told to ask nobody. */
@ApplicationScoped
public class Doctor {

    private final DoctorConfig config;
    private final @Nullable Dns dns;

    Doctor(DoctorConfig config) {
        this.config = config;
        this.dns =
                config.resolver().filter("none"::equals).isPresent()
                        ? null
                        : JavaDns.by(config.resolver());
    }

    /** Whether domains are examined here. */
    public boolean isOn() {
        return dns != null;
    }

    /** All that can be said of a domain; empty when nobody is to be asked. Takes as long as the DNS. */
    public Optional<List<Finding>> examine(Patient patient) {
        return dns == null
                ? Optional.empty()
                : Optional.of(
                        new Examination(new BoundedDns(dns, config.patience()), config, patient)
                                .findings());
    }
}
