package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads a template as the filters of mailboxes and a distrustful citizen would, and says what would make
 * them doubt. Decides nothing: every template that may be published is published.
 *
 * <p>What mailboxes look at: M3AAWG Sender Best Common Practices 3.0, and the rules of SpamAssassin.
 */
final class ContentCheck {

    /** Telephones cut a subject about here. */
    private static final int COMFORTABLE_SUBJECT = 70;

    private static final int FEWEST_LETTERS_TO_SHOUT = 12;
    private static final int FEWEST_LETTERS = 40;

    private static final Set<String> SHORTENERS =
            Set.of(
                    "bit.ly",
                    "tinyurl.com",
                    "t.co",
                    "goo.gl",
                    "ow.ly",
                    "is.gd",
                    "v.gd",
                    "buff.ly",
                    "rebrand.ly",
                    "cutt.ly",
                    "tiny.cc",
                    "shorturl.at",
                    "rb.gy",
                    "lc.cx",
                    "urlz.fr",
                    "url.fr",
                    "s.42l.fr",
                    "frama.link",
                    "lnkd.in",
                    "fb.me",
                    "qrco.de");

    private static final Pattern CONTACT =
            Pattern.compile(
                    "(?iu)\\b(?:contact\\w*|écri\\w+ à|téléphon\\w+|appel(?:er|ez)|joindre|répond(?:re|ez)|accueil|guichet|horaires?)\\b"
                            + "|\\b0[1-9](?:[ .]?\\d\\d){4}\\b|\\b3\\d{3}\\b|\\+33|\\S+@\\S+");

    private static final Pattern REASON =
            Pattern.compile(
                    "(?iu)\\b(?:vous recevez|suite à|en réponse à|à la suite de|faisant suite|concern\\w+|car vous|parce que"
                            + "|vo(?:tre|s) (?:demande|dossier|rendez-vous|inscription|compte|démarche|déclaration|attestation|paiement"
                            + "|situation|abonnement|commande|courrier|prestation|allocation|droit|carte|titre|passeport|code)\\w*)");

    private final List<Advice> advice = new ArrayList<>();
    private final Set<String> declaredHosts;

    private ContentCheck(Set<String> declaredHosts) {
        this.declaredHosts = declaredHosts;
    }

    /**
     * All that should be better.
     *
     * @param declaredHosts the websites of the service, with those below them; nothing is said of foreign
     *     ones when it has declared none
     */
    static List<Advice> of(TemplateContent content, Set<String> declaredHosts) {
        var check = new ContentCheck(declaredHosts);
        var email = content.email();
        if (email != null) {
            check.subject(email.subject());
            check.body("email.body", email.body(), content.purpose() != Purpose.ONE_TIME_CODE);
        }
        if (content.sms() != null) {
            check.sms(content.sms().text());
        }
        return List.copyOf(check.advice);
    }

    private void subject(String subject) {
        var words = lifted(subject).text();
        if (words.length() > COMFORTABLE_SUBJECT) {
            add(
                    "email.subject",
                    "subject-long",
                    "L'objet compte plus de "
                            + COMFORTABLE_SUBJECT
                            + " caractères : un téléphone n'en montrera que le début.");
        }
        if (shouts(words)) {
            add(
                    "email.subject",
                    "capitals",
                    "L'objet est en capitales : les filtres y voient une publicité et les lecteurs d'écran"
                            + " l'épellent.");
        }
        if (words.contains("!!") || words.chars().filter(letter -> letter == '!').count() > 1) {
            add(
                    "email.subject",
                    "exclamation-marks",
                    "L'objet s'exclame plusieurs fois : les filtres y voient une publicité.");
        }
    }

    private void body(String field, String body, boolean isLetter) {
        var lifted = lifted(body);
        links(field, lifted);
        if (lifted.text().lines().anyMatch(ContentCheck::shouts)) {
            add(
                    field,
                    "capitals",
                    "Une ligne est en capitales : écrivez-la en minuscules, ou faites-en un titre avec #.");
        }
        if (letters(Links.withoutTargets(lifted)) < FEWEST_LETTERS && isLetter) {
            add(
                    field,
                    "little-text",
                    "Il y a très peu de texte : un message fait d'un lien ou d'une valeur ressemble à un"
                            + " hameçonnage.");
            return;
        }
        if (isLetter && !hasContact(lifted)) {
            add(
                    field,
                    "contact-missing",
                    "Rien ne dit comment joindre le service : ajoutez un téléphone, une adresse ou un lieu"
                            + " d'accueil.");
        }
        if (isLetter && !REASON.matcher(body).find()) {
            add(
                    field,
                    "reason-missing",
                    "Rien ne dit pourquoi l'usager reçoit ce message : commencez par ce qui l'explique,"
                            + " comme « Vous avez fait une demande… » ou « Suite à… ».");
        }
    }

    private void links(String field, Lifted lifted) {
        for (var link : Links.authoredIn(lifted)) {
            link.host().ifPresent(host -> link(field, link, host));
        }
    }

    private void link(String field, AuthoredLink link, String host) {
        if (SHORTENERS.contains(withoutWww(host))) {
            add(
                    field,
                    "link-shortened",
                    "Le lien « "
                            + host
                            + " » cache sa destination : écrivez l'adresse complète de la page.");
        } else if (!declaredHosts.isEmpty() && declaredHosts.stream().noneMatch(own(host))) {
            add(
                    field,
                    "link-host-undeclared",
                    "Le lien mène à « "
                            + host
                            + " », qui n'est pas un des sites déclarés du service : corrigez-le, ou"
                            + " déclarez ce site.");
        }
        if (link.isInClear()) {
            add(
                    field,
                    "link-in-clear",
                    "Le lien vers « " + host + " » commence par http:// : écrivez https://.");
        }
        link.hostShown()
                .filter(shown -> !withoutWww(shown).equals(withoutWww(host)))
                .ifPresent(
                        shown ->
                                add(
                                        field,
                                        "link-names-another-site",
                                        "Le texte du lien annonce « "
                                                + shown
                                                + " » mais mène à « "
                                                + host
                                                + " » : c'est ainsi que font les hameçonnages."));
    }

    private static Predicate<String> own(String host) {
        return declared -> host.equals(declared) || host.endsWith("." + declared);
    }

    private void sms(String text) {
        var lifted = lifted(text);
        var words = lifted.text();
        for (var link : Links.authoredIn(lifted)) {
            link.host()
                    .filter(host -> SHORTENERS.contains(withoutWww(host)))
                    .ifPresent(
                            host ->
                                    add(
                                            "sms.text",
                                            "link-shortened",
                                            "Le lien « "
                                                    + host
                                                    + " » cache sa destination : écrivez l'adresse de"
                                                    + " la page."));
        }
        if (shouts(words)) {
            add("sms.text", "capitals", "Le SMS est en capitales : écrivez-le en minuscules.");
        }
        var foreign =
                words.codePoints()
                        .filter(letter -> letter < 0xFDD0 || letter > 0xFDEF)
                        .filter(
                                letter ->
                                        SmsLength.of(Character.toString(letter)).encoding()
                                                == SmsLength.Encoding.UCS_2)
                        .findFirst();
        if (foreign.isPresent()) {
            add(
                    "sms.text",
                    "sms-alphabet",
                    "Le caractère « "
                            + Character.toString(foreign.getAsInt())
                            + " » n'est pas dans l'alphabet des SMS : chaque SMS ne contient plus que 70"
                            + " caractères au lieu de 160.");
        }
    }

    private static boolean hasContact(Lifted lifted) {
        return CONTACT.matcher(lifted.text()).find()
                || Links.authoredIn(lifted).stream().anyMatch(AuthoredLink::isContact);
    }

    /** Mostly capitals, in a text that is long enough not to be an abbreviation. */
    private static boolean shouts(String words) {
        var letters = words.chars().filter(Character::isLetter).count();
        var small = words.chars().filter(Character::isLowerCase).count();
        return letters >= FEWEST_LETTERS_TO_SHOUT && small * 4 < letters;
    }

    private static long letters(String words) {
        return words.chars().filter(Character::isLetter).count();
    }

    private static String withoutWww(String host) {
        return host.startsWith("www.") ? host.substring("www.".length()) : host;
    }

    private static Lifted lifted(String text) {
        return Lifted.of(text.replace("\r\n", "\n").replace('\r', '\n'), new Placeholders());
    }

    private void add(String field, String code, String sentence) {
        var one = new Advice(field, code, sentence);
        if (!advice.contains(one)) {
            advice.add(one);
        }
    }
}
