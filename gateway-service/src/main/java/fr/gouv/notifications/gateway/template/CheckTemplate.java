package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.spam.SpamScore;
import fr.gouv.notifications.gateway.spam.SpamScorer;
import fr.gouv.notifications.gateway.spam.SpamScorerAway;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says what could be better about a template: by our own rules, and by a spam filter where there is one. */
@ApplicationScoped
class CheckTemplate {

    private static final Logger LOG = Logger.getLogger(CheckTemplate.class);

    private static final Value A_WEBSITE = new Value.Text("https://exemple.gouv.fr/");

    private final LinkHosts hosts;
    private final SpamScorer scorer;
    private final InstantSource clock;

    CheckTemplate(LinkHosts hosts, SpamScorer scorer, InstantSource clock) {
        this.hosts = hosts;
        this.scorer = scorer;
        this.clock = clock;
    }

    /**
     * What was found.
     *
     * @param spam null where there is no filter, or no e-mail
     * @param spamAway whether there is a filter that did not answer
     */
    record Found(List<Advice> advice, @Nullable SpamScore spam, boolean spamAway) {}

    /** By our own rules alone: one small read, and no call. */
    List<Advice> advice(String service, TemplateContent content) {
        return ContentCheck.of(content, hosts.of(service));
    }

    /** By our own rules and the filter: as long as the filter takes. */
    Found check(Tenant tenant, Published published) {
        var advice = advice(tenant.slug(), published.content());
        var email = sample(published);
        if (email == null) {
            return new Found(advice, null, false);
        }
        try {
            var mail = SampleMail.of(tenant, published.slug(), email, clock.instant());
            return new Found(advice, scorer.score(mail).orElse(null), false);
        } catch (SpamScorerAway away) {
            LOG.warnf("spam filter: %s", away.getMessage());
            return new Found(advice, null, true);
        }
    }

    /** The e-mail with the name of each placeholder as its value, or a website where only one will do. */
    private static Rendering.@Nullable Email sample(Published published) {
        var template =
                CompiledTemplate.of(published.slug(), published.version(), published.content());
        var channels = EnumSet.copyOf(template.channels());
        var values = new HashMap<String, Value>();
        template.placeholders().forEach(name -> values.put(name, new Value.Text(name)));
        var rendered = template.render(channels, values);
        if (rendered instanceof Rendering.Refused(var faults)) {
            values.replaceAll((name, value) -> isRefused(name, faults) ? A_WEBSITE : value);
            rendered = template.render(channels, values);
        }
        return rendered instanceof Rendering.Rendered words ? words.email() : null;
    }

    private static boolean isRefused(String name, List<Fault> faults) {
        return faults.stream().anyMatch(fault -> fault.field().equals("values." + name));
    }
}
