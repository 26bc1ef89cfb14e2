package fr.gouv.notifications.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Category;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCheckTest {

    private static final String GOOD =
            """
            # Bonjour ((prénom))

            Vous avez un rendez-vous le ((date)). Vous recevez ce message parce que vous l'avez demandé.

            [Voir le rendez-vous](https://www.caf.fr/rdv/((numéro)))

            Pour nous joindre : 32 30, de 9 h à 16 h 30.""";

    @Test
    void saysNothingOfAGoodTemplate() {
        assertThat(check("Votre rendez-vous du ((date))", GOOD, "Rendez-vous le ((date)). CAF"))
                .isEmpty();
        assertThat(codes("Votre rendez-vous", GOOD, Set.of("caf.fr"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "link-shortened,[Votre dossier](https://bit.ly/abc)",
        "link-shortened,Votre dossier : https://www.tinyurl.com/abc",
        "link-shortened,((urgent??Voir https://urlz.fr/a))",
        "link-in-clear,[Votre dossier](http://www.caf.fr/)",
        "link-names-another-site,[www.impots.gouv.fr](https://impots.example.com/)",
        "link-names-another-site,[Allez sur service-public.gouv.fr](https://evil.example/)",
        "capitals,VOTRE DOSSIER EST INCOMPLET"
    })
    void namesWhatRaisesDoubt(String code, String line) {
        assertThat(codes("Votre dossier", GOOD + "\n\n" + line, Set.of())).containsExactly(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[caf.fr](https://www.caf.fr/rdv)",
                "[www.caf.fr](https://caf.fr/rdv)",
                "[Voir](((lien)))",
                "https://www.caf.fr/((numéro))",
                "La CAF, la CPAM et l'URSSAF",
                "[Écrire](mailto:contact@caf.fr)"
            })
    void doubtsNothingElse(String line) {
        assertThat(codes("Votre dossier", GOOD + "\n\n" + line, Set.of())).isEmpty();
    }

    @Test
    void namesWebsitesThatTheServiceHasNotDeclared() {
        var body = GOOD + "\n\n[Ailleurs](https://notcaf.fr/)";
        assertThat(codes("Votre dossier", body, Set.of("caf.fr")))
                .containsExactly("link-host-undeclared");
        assertThat(codes("Votre dossier", body, Set.of("caf.fr", "notcaf.fr"))).isEmpty();
    }

    @Test
    void missesContactAndReason() {
        var body =
                "Bonjour, la commission a statué hier. La décision est ci-dessous, bonne lecture à tous.";
        assertThat(codes("Décision", body, Set.of()))
                .containsExactly("contact-missing", "reason-missing");
    }

    @Test
    void wantsWordsAndNotALinkAlone() {
        assertThat(codes("Votre dossier", "https://www.caf.fr/un/dossier/tres/long/42", Set.of()))
                .containsExactly("little-text");
        assertThat(codes("Votre dossier", "((texte))", Set.of())).containsExactly("little-text");
    }

    @Test
    void wantsNoLetterOfACode() {
        var content = content("Votre code", "Votre code : ((code))", null, Purpose.ONE_TIME_CODE);
        assertThat(ContentCheck.of(content, Set.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "capitals,VOTRE RENDEZ-VOUS DE DEMAIN",
        "exclamation-marks,Dernier rappel ! Vite !",
        "subject-long,Votre rendez-vous de demain matin à la préfecture des Hauts-de-Seine à Nanterre"
    })
    void readsTheSubject(String code, String subject) {
        assertThat(codes(subject, GOOD, Set.of())).containsExactly(code);
    }

    @ParameterizedTest
    @CsvSource({
        "sms-alphabet,Rendez-vous à l’accueil",
        "capitals,RENDEZ-VOUS DEMAIN A NEUF HEURES",
        "link-shortened,Rendez-vous : https://bit.ly/x"
    })
    void readsTheTextMessage(String code, String text) {
        assertThat(check("Votre dossier", GOOD, text))
                .singleElement()
                .satisfies(
                        advice -> {
                            assertThat(advice.field()).isEqualTo("sms.text");
                            assertThat(advice.code()).isEqualTo(code);
                            assertThat(advice.sentence()).isNotBlank();
                        });
    }

    private static List<String> codes(String subject, String body, Set<String> hosts) {
        return ContentCheck.of(content(subject, body, null, null), hosts).stream()
                .map(Advice::code)
                .toList();
    }

    private static List<Advice> check(String subject, String body, String sms) {
        return ContentCheck.of(content(subject, body, sms, null), Set.of());
    }

    private static TemplateContent content(
            String subject, String body, @Nullable String sms, @Nullable Purpose purpose) {
        return new TemplateContent(
                "essai",
                Category.MANDATORY,
                purpose,
                new TemplateContent.EmailContent(subject, body),
                sms == null ? null : new TemplateContent.SmsContent(sms),
                null);
    }
}
