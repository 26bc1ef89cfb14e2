package fr.gouv.notifications.gateway.doctor;

import fr.gouv.notifications.gateway.dns.Dns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One examination of one domain: what is there, what is missing, and the record to copy. */
final class Examination {

    private static final String VOID_MX = "0 .";

    private final List<Finding> findings = new ArrayList<>();
    private final Dns dns;
    private final DoctorConfig config;
    private final Patient patient;
    private final String domain;

    Examination(Dns dns, DoctorConfig config, Patient patient) {
        this.dns = dns;
        this.config = config;
        this.patient = patient;
        this.domain = patient.domain();
    }

    List<Finding> findings() {
        mailExchangers();
        senderPolicy();
        patient.keys().forEach(this::signingKey);
        dmarc();
        transport();
        config.relays().orElse(List.of()).forEach(this::relay);
        return List.copyOf(findings);
    }

    private void mailExchangers() {
        var found = dns.ask(domain, Dns.Kind.MX);
        if (found.isFailure()) {
            findings.add(Finding.unknown("mx", true));
        } else if (found.values().stream().anyMatch(VOID_MX::equals)) {
            red(
                    "mx",
                    "Le domaine déclare ne recevoir aucun courriel (null MX) : beaucoup de messageries"
                            + " refusent alors ceux qu'il envoie. Publiez un serveur qui reçoit.");
        } else if (!found.values().isEmpty()) {
            good("mx", "Le domaine a un serveur de messagerie.");
        } else if (dns.ask(domain, Dns.Kind.A).values().isEmpty()
                && dns.ask(domain, Dns.Kind.AAAA).values().isEmpty()) {
            red(
                    "mx",
                    "Le domaine n'a ni serveur de messagerie (MX) ni adresse : les messageries refusent"
                            + " un expéditeur auquel on ne peut pas répondre.");
        } else {
            advise(
                    "mx",
                    "Le domaine n'a pas d'enregistrement MX ; son adresse en tient lieu. Publiez un MX.",
                    null);
        }
    }

    /** Mailboxes look at the SPF of the return path (RFC 7208, 2.4). */
    private void senderPolicy() {
        var returnPath = config.returnPathDomain();
        var read = SpfReading.of(returnPath, dns);
        if (read.isUnverified()) {
            findings.add(Finding.unknown("spf", true));
        } else if (read.fault() != null) {
            red("spf", "SPF : " + read.fault() + ". Corrigez-le : tel quel, il ne compte pas.");
        } else if (read.record() == null) {
            findings.add(
                    Finding.bad(
                            "spf",
                            Health.RED,
                            true,
                            "Le domaine de retour « "
                                    + returnPath
                                    + " » n'a pas d'enregistrement SPF : personne ne sait qui peut"
                                    + " envoyer en son nom.",
                            new DnsRecord(returnPath, "TXT", usualSpf())));
        } else if (read.lookups() > SpfReading.MOST_LOOKUPS) {
            red(
                    "spf",
                    "SPF demande "
                            + read.lookups()
                            + " recherches DNS, inclusions comprises ; au-delà de "
                            + SpfReading.MOST_LOOKUPS
                            + " il ne compte pas. Retirez des « include » ou remplacez-les par"
                            + " « ip4 ».");
        } else if (read.voids() > SpfReading.MOST_VOID) {
            red(
                    "spf",
                    "SPF fait "
                            + read.voids()
                            + " recherches sans résultat ; au-delà de "
                            + SpfReading.MOST_VOID
                            + " il ne compte pas. Retirez les noms qui n'existent plus.");
        } else {
            good("spf", "SPF est en ordre (" + read.lookups() + " recherches DNS sur 10).");
        }
    }

    private String usualSpf() {
        var relays = new StringBuilder("v=spf1");
        for (var relay : config.relays().orElse(List.of())) {
            relays.append(relay.contains(":") ? " ip6:" : " ip4:").append(relay);
        }
        return relays.append(" ~all").toString();
    }

    private void signingKey(Patient.Key key) {
        var check = "dkim-" + key.selector();
        var found = dns.ask(key.record().name(), Dns.Kind.TXT);
        if (found.isFailure()) {
            findings.add(Finding.unknown(check, key.signsNow()));
            return;
        }
        var isThere =
                found.values().size() == 1
                        && Tags.of(found.values().getFirst())
                                .get("p")
                                .map(value -> value.replaceAll("\\s", ""))
                                .filter(key.publicKey()::equals)
                                .isPresent();
        if (isThere) {
            findings.add(
                    Finding.good(
                            check,
                            key.signsNow(),
                            "La clé de signature « " + key.selector() + " » est publiée."));
            return;
        }
        var problem =
                switch (found.values().size()) {
                    case 0 -> "n'est pas publiée";
                    case 1 -> "n'est pas celle qui est publiée";
                    default -> "est publiée plusieurs fois";
                };
        findings.add(
                Finding.bad(
                        check,
                        key.signsNow() ? Health.RED : Health.ORANGE,
                        key.signsNow(),
                        "La clé de signature « "
                                + key.selector()
                                + " » "
                                + problem
                                + (key.signsNow()
                                        ? " : la signature de vos courriels ne peut pas être"
                                                + " vérifiée."
                                        : " : publiez-la avant de changer de clé."),
                        key.record()));
    }

    private void dmarc() {
        var walk = DmarcWalk.from(domain, dns);
        var usual =
                new DnsRecord(
                        "_dmarc." + domain,
                        "TXT",
                        "v=DMARC1; p=none; rua=mailto:dmarc@" + config.returnPathDomain());
        if (walk.isUnverified()) {
            findings.add(Finding.unknown("dmarc", true));
            return;
        }
        if (walk.doubled().filter(domain::equals).isPresent()) {
            red("dmarc", "Le domaine publie plusieurs enregistrements DMARC : aucun ne compte.");
            return;
        }
        var tags = walk.tags();
        if (tags.isEmpty()) {
            findings.add(
                    Finding.bad(
                            "dmarc",
                            Health.RED,
                            true,
                            "Le domaine n'a pas d'enregistrement DMARC, et ceux au-dessus de lui non"
                                    + " plus : Google et Yahoo l'exigent de qui envoie beaucoup.",
                            usual));
            return;
        }
        good("dmarc", "DMARC est publié par « " + walk.holding().orElse(domain) + " ».");
        policy(walk, tags.get());
        alignment(walk);
    }

    private void policy(DmarcWalk walk, Tags tags) {
        var policy = walk.policy();
        if (tags.word("t", "n").equals("y")) {
            advise(
                    "dmarc-policy",
                    "DMARC est en essai (t=y) : la règle « " + policy + " » n'est pas appliquée.",
                    null);
        } else if (policy.equals("none")) {
            advise(
                    "dmarc-policy",
                    "DMARC observe seulement (p=none) : quand les rapports sont bons, passez à"
                            + " « quarantine » puis « reject ».",
                    null);
        } else {
            findings.add(Finding.good("dmarc-policy", false, "DMARC protège (" + policy + ")."));
        }
        if (tags.get("rua").isEmpty()) {
            advise("dmarc-reports", "DMARC ne dit pas où envoyer les rapports (rua).", null);
        }
        if (tags.get("pct").isPresent()) {
            advise(
                    "dmarc-pct",
                    "DMARC porte « pct », que plus personne ne lit : retirez-le.",
                    null);
        }
        if (walk.holding().filter(domain::equals).isPresent()
                && tags.get("np").isEmpty()
                && !policy.equals("reject")) {
            advise(
                    "dmarc-np",
                    "DMARC ne dit rien des sous-domaines qui n'existent pas : ajoutez « np=reject »,"
                            + " personne n'écrit en leur nom.",
                    null);
        }
    }

    /** DMARC passes by the signature alone; with both it survives a list that breaks the signature. */
    private void alignment(DmarcWalk walk) {
        var returnPath = config.returnPathDomain();
        var theirs = DmarcWalk.from(returnPath, dns);
        if (theirs.isUnverified()) {
            findings.add(Finding.unknown("return-path", false));
        } else if (theirs.organisation().equals(walk.organisation())
                && !walk.tags().orElseThrow().word("aspf", "r").equals("s")) {
            findings.add(
                    Finding.good(
                            "return-path",
                            false,
                            "Le domaine de retour est de la même organisation : SPF compte aussi."));
        } else if (returnPath.equals(domain)) {
            findings.add(Finding.good("return-path", false, "Le domaine de retour est le même."));
        } else {
            advise(
                    "return-path",
                    "Les retours vont à « "
                            + returnPath
                            + " », d'une autre organisation : seule la signature prouve l'expéditeur.",
                    null);
        }
    }

    /** How others send to this domain. */
    private void transport() {
        published(
                "mta-sts",
                "_mta-sts." + domain,
                "STSv1",
                "MTA-STS est publié : les réponses vous parviennent chiffrées.",
                "MTA-STS n'est pas publié : sans lui, les réponses peuvent voyager en clair. Il faut"
                        + " aussi un fichier sous https://mta-sts."
                        + domain
                        + "/.well-known/mta-sts.txt.",
                "v=STSv1; id=1");
        published(
                "tls-rpt",
                "_smtp._tls." + domain,
                "TLSRPTv1",
                "TLS-RPT est publié.",
                "TLS-RPT n'est pas publié : vous ne saurez pas quand le chiffrement échoue.",
                "v=TLSRPTv1; rua=mailto:tls@" + domain);
    }

    private void published(
            String check, String name, String version, String yes, String no, String value) {
        var found = dns.ask(name, Dns.Kind.TXT);
        if (found.isFailure()) {
            findings.add(Finding.unknown(check, false));
        } else if (found.values().stream().filter(it -> Tags.isOf(version, it)).count() == 1) {
            findings.add(Finding.good(check, false, yes));
        } else {
            advise(check, no, new DnsRecord(name, "TXT", value));
        }
    }

    /** The name of the address leads back to it (RFC 8601 calls that iprev). */
    private void relay(String address) {
        var check = "ptr-" + address;
        var names = dns.ask(address, Dns.Kind.PTR);
        if (names.isFailure()) {
            findings.add(Finding.unknown(check, false));
            return;
        }
        var kind = address.contains(":") ? Dns.Kind.AAAA : Dns.Kind.A;
        var leadsBack =
                names.values().stream()
                        .anyMatch(name -> dns.ask(name, kind).values().contains(address));
        if (leadsBack) {
            findings.add(Finding.good(check, false, "Le relais " + address + " a son nom."));
        } else {
            advise(
                    check,
                    "Le relais "
                            + address
                            + " n'a pas de nom inverse (PTR) qui ramène à lui : demandez-le à votre"
                            + " hébergeur.",
                    null);
        }
    }

    private void good(String check, String sentence) {
        findings.add(Finding.good(check, true, sentence));
    }

    private void red(String check, String sentence) {
        findings.add(Finding.bad(check, Health.RED, true, sentence, null));
    }

    private void advise(String check, String sentence, @Nullable DnsRecord record) {
        findings.add(Finding.bad(check, Health.ORANGE, false, sentence, record));
    }
}
