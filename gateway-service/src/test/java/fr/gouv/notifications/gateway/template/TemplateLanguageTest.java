package fr.gouv.notifications.gateway.template;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.gateway.problem.Fault;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole template language, construct by construct, in both forms. */
class TemplateLanguageTest {

    @Test
    void headingsOfTwoLevels() {
        var email = render("# Titre\n## Sous-titre\n#Collé\ntexte");

        assertThat(email.html())
                .isEqualTo("<h2>Titre</h2>\n<h3>Sous-titre</h3>\n<h2>Collé</h2>\n<p>texte</p>\n");
        assertThat(email.text())
                .isEqualTo(
                        "Titre\n"
                                + "=".repeat(65)
                                + "\n\n\nSous-titre\n"
                                + "-".repeat(65)
                                + "\n\n\nCollé\n"
                                + "=".repeat(65)
                                + "\n\ntexte");
    }

    @Test
    void deeperHeadingsAreText() {
        assertThat(html("### trois")).isEqualTo("<p>### trois</p>\n");
    }

    @Test
    void keepsASharpAtTheEndOfATitle() {
        assertThat(html("# Le langage C #")).isEqualTo("<h2>Le langage C #</h2>\n");
    }

    @Test
    void paragraphsAndLineBreaks() {
        var email = render("un\ndeux\n\ntrois");

        assertThat(email.html()).isEqualTo("<p>un<br>deux</p>\n<p>trois</p>\n");
        assertThat(email.text()).isEqualTo("un\ndeux\n\ntrois");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"* un\n* deux", "- un\n- deux", "• un\n• deux", "*un\n•deux", "-un\n* deux"})
    void bulletsOfThreeKinds(String source) {
        var email = render(source);

        assertThat(email.html()).isEqualTo("<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n");
        assertThat(email.text()).isEqualTo("• un\n• deux");
    }

    @Test
    void bulletsDirectlyUnderTheirIntroduction() {
        assertThat(html("Apportez :\n* un\n* deux\n\nMerci"))
                .isEqualTo(
                        "<p>Apportez :</p>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n<p>Merci</p>\n");
    }

    @Test
    void nestedBullets() {
        var email = render("* un\n  * dedans\n* deux");

        assertThat(email.html())
                .isEqualTo(
                        "<ul>\n<li>un<ul>\n<li>dedans</li>\n</ul>\n</li>\n<li>deux</li>\n</ul>\n");
        assertThat(email.text()).isEqualTo("• un\n  • dedans\n• deux");
    }

    @Test
    void numbersAreCountedAnew() {
        var email = render("1. un\n1.deux\n7. sept");

        assertThat(email.html())
                .isEqualTo("<ol>\n<li>un</li>\n<li>deux</li>\n<li>sept</li>\n</ol>\n");
        assertThat(email.text()).isEqualTo("1. un\n2. deux\n3. sept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+ plus",
                "> citation",
                "1) parenthèse",
                "12.05.2026 est une date",
                "-5 degrés",
                "**gras** et *italique* et _souligné_",
                "`code` et ~~barré~~",
                "texte\n===",
                "| a | b |",
                "[a]: b",
                "a_b*c",
                "---- >",
                "*",
                "--"
            })
    void everythingElseIsLiteral(String source) {
        assertThat(html(source)).isEqualTo("<p>" + Escape.HTML.fixed(source).words() + "</p>\n");
        assertThat(render(source).text()).isEqualTo(source);
    }

    @Test
    void htmlOfTheAuthorIsLiteralToo() {
        var email = render("<b>gras</b> & \"co\" &nbsp;");

        assertThat(email.html())
                .isEqualTo("<p>&lt;b&gt;gras&lt;/b&gt; &amp; &quot;co&quot; &amp;nbsp;</p>\n");
        assertThat(email.text()).isEqualTo("<b>gras</b> & \"co\" &nbsp;");
    }

    @Test
    void codeBlocksDoNotExist() {
        assertThat(html("    quatre espaces")).isEqualTo("<p>quatre espaces</p>\n");
        assertThat(html("```\na\n```")).isEqualTo("<p>```<br>a<br>```</p>\n");
    }

    @Test
    void backslashMakesAMarkLiteral() {
        assertThat(html("\\# pas un titre")).isEqualTo("<p># pas un titre</p>\n");
        assertThat(html("\\[t](https://a.fr/)"))
                .isEqualTo("<p>[t](<a href=\"https://a.fr/\">https://a.fr/</a>)</p>\n");
        assertThat(html("C:\\dossier")).isEqualTo("<p>C:\\dossier</p>\n");
    }

    @Test
    void insets() {
        var email = render("^ Attention\n^ deux lignes");

        assertThat(email.html())
                .isEqualTo("<blockquote><p>Attention<br>deux lignes</p>\n</blockquote>\n");
        assertThat(email.text()).isEqualTo("Attention\ndeux lignes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"---", "***", "- - -", "-----"})
    void rules(String rule) {
        var email = render("avant\n" + rule + "\naprès");

        assertThat(email.html()).isEqualTo("<p>avant</p>\n<hr>\n<p>après</p>\n");
        assertThat(email.text()).isEqualTo("avant\n\n" + "-".repeat(65) + "\n\naprès");
    }

    @Test
    void links() {
        var email = render("Voir [votre dossier](https://a.fr/d?x=1&y=2 \"Dossier\").");

        assertThat(email.html())
                .isEqualTo(
                        "<p>Voir <a href=\"https://a.fr/d?x=1&amp;y=2\" title=\"Dossier\">votre"
                                + " dossier</a>.</p>\n");
        assertThat(email.text()).isEqualTo("Voir votre dossier (https://a.fr/d?x=1&y=2).");
    }

    @Test
    void bareLinksWithoutTheirPunctuation() {
        var email = render("Allez sur https://a.fr/b, puis (http://c.fr).");

        assertThat(email.html())
                .isEqualTo(
                        "<p>Allez sur <a href=\"https://a.fr/b\">https://a.fr/b</a>, puis (<a"
                                + " href=\"http://c.fr\">http://c.fr</a>).</p>\n");
        assertThat(email.text()).isEqualTo("Allez sur https://a.fr/b, puis (http://c.fr).");
    }

    @Test
    void addressesWithoutSchemeAreNoLinks() {
        assertThat(html("www.a.fr et zoe@a.fr")).isEqualTo("<p>www.a.fr et zoe@a.fr</p>\n");
    }

    @Test
    void imagesAreText() {
        assertThat(html("![pixel](https://a.fr/p.png)"))
                .isEqualTo("<p>![pixel](https://a.fr/p.png)</p>\n");
    }

    @Test
    void valuesFillPlaceholdersWhateverTheirSpelling() {
        var email =
                render(
                        "Bonjour ((Prénom usuel)), ((prénom_USUEL)) !",
                        Map.of("prenom-usuel", text("x"), "prénom-usuel", text("Zoé")));

        assertThat(email.html()).isEqualTo("<p>Bonjour <bdi>Zoé</bdi>, <bdi>Zoé</bdi> !</p>\n");
        assertThat(email.text()).isEqualTo("Bonjour Zoé, Zoé !");
    }

    @Test
    void placeholderInRoundBracketsKeepsThem() {
        assertThat(render("(((a)))", Map.of("a", text("v"))).text()).isEqualTo("(v)");
        assertThat(html("(())")).isEqualTo("<p>(())</p>\n");
    }

    @Test
    void placeholderNamesAreNeverMarkdown() {
        assertThat(
                        render("((*a*_b)) [x] ((c\nd))", Map.of("*a*b", text("1"), "cd", text("2")))
                                .html())
                .isEqualTo("<p><bdi>1</bdi> [x] <bdi>2</bdi></p>\n");
    }

    @Test
    void markdownInAValueIsLiteral() {
        var value =
                text("# Titre\n* a\n[clic](https://evil.example) **gras** https://evil.example");
        var email = render("((v))", Map.of("v", value));

        assertThat(email.html())
                .isEqualTo(
                        "<p><bdi># Titre<br>* a<br>[clic](https://evil.example) **gras**"
                                + " https://evil.example</bdi></p>\n");
        assertThat(email.text()).isEqualTo(value.words());
    }

    @Test
    void htmlInAValueIsLiteral() {
        var value = text("<a href='https://evil.example'>\"clic\" & co</a><script>");
        var email = render("((v))", Map.of("v", value));

        assertThat(email.html())
                .isEqualTo(
                        "<p><bdi>&lt;a href=&#39;https://evil.example&#39;&gt;&quot;clic&quot;"
                                + " &amp; co&lt;/a&gt;&lt;script&gt;</bdi></p>\n");
        assertThat(email.text()).isEqualTo(value.words());
    }

    @Test
    void placeholdersInAValueAreNotFilled() {
        assertThat(render("((a)) ((b))", Map.of("a", text("((b))"), "b", text("2"))).text())
                .isEqualTo("((b)) 2");
    }

    @ParameterizedTest
    @CsvSource({
        "oui, true",
        "Oui, true",
        "yes, true",
        "1, true",
        "true, true",
        "show, true",
        " y , true",
        "non, false",
        "0, false",
        "peut-être, false",
        "'', false"
    })
    void conditionsReadWords(String word, boolean shown) {
        assertThat(render("a((c?? et b))", Map.of("c", text(word))).text())
                .isEqualTo(shown ? "a et b" : "a");
    }

    @Test
    void conditionsReadTruthAndNumbers() {
        assertThat(render("a((c??b))", Map.of("c", new Value.YesNo(true))).text()).isEqualTo("ab");
        assertThat(render("a((c??b))", Map.of("c", new Value.YesNo(false))).text()).isEqualTo("a");
        assertThat(render("a((c??b))", Map.of("c", number("1.0"))).text()).isEqualTo("ab");
        assertThat(render("a((c??b))", Map.of("c", number("2"))).text()).isEqualTo("a");
        assertThat(render("a((c??b))", Map.of("c", new Value.Listing(List.of("1")))).text())
                .isEqualTo("a");
    }

    @Test
    void aHiddenConditionLeavesNoEmptyElement() {
        var source = "a\n\n((c??texte))\n\n# ((c??titre))\n\n* ((c??puce))\n\nb";

        assertThat(render(source, Map.of("c", text("non"))).html())
                .isEqualTo("<p>a</p>\n<p>b</p>\n");
        assertThat(render(source, Map.of("c", text("non"))).text()).isEqualTo("a\n\nb");
        assertThat(render(source, Map.of("c", text("oui"))).html())
                .isEqualTo(
                        """
                        <p>a</p>
                        <p>texte</p>
                        <h2>titre</h2>
                        <ul>
                        <li>puce</li>
                        </ul>
                        <p>b</p>
                        """);
    }

    @Test
    void aConditionAloneMayHoldBlocksAndLinks() {
        assertThat(
                        render("((c??## Suite\n* un\n* https://a.fr/))", Map.of("c", text("oui")))
                                .html())
                .isEqualTo(
                        "<h3>Suite</h3>\n<ul>\n<li>un</li>\n<li><a"
                                + " href=\"https://a.fr/\">https://a.fr/</a></li>\n</ul>\n");
    }

    @Test
    void oneQuestionMarkIsPartOfTheName() {
        assertThat(render("((a?b))", Map.of("a?b", text("v"))).text()).isEqualTo("v");
    }

    @Test
    void numbersAreWrittenAsGiven() {
        assertThat(render("((n))", Map.of("n", number("12.50"))).text()).isEqualTo("12.50");
        assertThat(render("((n))", Map.of("n", new Value.YesNo(true))).text()).isEqualTo("oui");
    }

    @Test
    void listsBecomeBulletsAtTheEndOfAParagraph() {
        var pieces = new Value.Listing(List.of("carte", " <b> ", "", "photo"));
        var email = render("Apportez :\n((pièces))\n\nMerci", Map.of("pièces", pieces));

        assertThat(email.html())
                .isEqualTo(
                        """
                        <p>Apportez :</p>
                        <ul>
                        <li><bdi>carte</bdi></li>
                        <li><bdi>&lt;b&gt;</bdi></li>
                        <li><bdi>photo</bdi></li>
                        </ul>
                        <p>Merci</p>
                        """);
        assertThat(email.text()).isEqualTo("Apportez :\n\n• carte\n• <b>\n• photo\n\nMerci");
    }

    @Test
    void listsAreASentenceElsewhere() {
        var pieces = new Value.Listing(List.of("a", "b", "c"));

        assertThat(render("Soit ((p)) en tout.", Map.of("p", pieces)).text())
                .isEqualTo("Soit a, b et c en tout.");
        assertThat(render("((p))!", Map.of("p", new Value.Listing(List.of()))).text())
                .isEqualTo("!");
    }

    @Test
    void valuesInALinkTargetAreEncoded() {
        var email =
                render(
                        "[t](https://a.fr/d/((n))?q=((q)))",
                        Map.of("n", text("a/b é\"'><"), "q", text("x&y=z#")));

        assertThat(email.html())
                .isEqualTo(
                        "<p><a href=\"https://a.fr/d/a%2Fb%20%C3%A9%22%27%3E%3C?q=x%26y%3Dz%23\">t</a></p>\n");
        assertThat(email.text())
                .isEqualTo("t (https://a.fr/d/a%2Fb%20%C3%A9%22%27%3E%3C?q=x%26y%3Dz%23)");
    }

    @Test
    void bareLinksMayEndWithAValue() {
        var email = render("https://a.fr/d/((n)).", Map.of("n", text("4 2")));

        assertThat(email.html())
                .isEqualTo("<p><a href=\"https://a.fr/d/4%202\">https://a.fr/d/4%202</a>.</p>\n");
        assertThat(email.text()).isEqualTo("https://a.fr/d/4%202.");
    }

    @Test
    void aWholeTargetMayBeAValue() {
        var email = render("[t](((lien)))", Map.of("lien", text("https://a.fr/?a=1&b=%20\u00e9")));

        assertThat(email.html())
                .isEqualTo("<p><a href=\"https://a.fr/?a=1&amp;b=%20é\">t</a></p>\n");
        assertThat(email.text()).isEqualTo("t (https://a.fr/?a=1&b=%20é)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "//evil.example",
                "a.fr",
                "https://",
                "https://user@evil.example/",
                "https://a b.fr",
                "https://a.fr/\"onclick=",
                "data:text/html,x",
                ""
            })
    void aWholeTargetMustBeAWebAddress(String value) {
        assertThat(faults("[t](((lien)))", Map.of("lien", text(value))))
                .extracting(Fault::field, Fault::code)
                .containsExactly(tuple("values.lien", "url-required"));
    }

    @Test
    void allMissingValuesAreNamedAtOnce() {
        assertThat(faults("((a)) ((b??x)) ((c))", Map.of("c", text(""))))
                .extracting(Fault::field, Fault::code)
                .containsExactly(
                        tuple("values.a", "value-missing"), tuple("values.b", "value-missing"));
    }

    @Test
    void aValueGivenTwiceIsRefused() {
        assertThat(faults("((a b))", Map.of("a b", text("1"), "a_b", text("2"))))
                .extracting(Fault::code)
                .containsExactly("value-twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\u0085b",
                "a\u001Bb",
                "a\uD800b",
                "a\uDC00",
                "\uFDD0" + "0\uFDD1"
            })
    void controlCharactersAreRefused(String value) {
        assertThat(faults("((a))", Map.of("a", text(value))))
                .extracting(Fault::code)
                .containsExactly("control-character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: x@y.fr", "a\nb", "a\rb", "a\u2028b"})
    void lineBreaksNeverReachTheSubject(String value) {
        var template = template("Votre ((nom))", "((nom))");

        var rendering = template.render(Set.of(Channel.EMAIL), Map.of("nom", text(value)));

        assertThat(((Rendering.Refused) rendering).faults())
                .extracting(Fault::field, Fault::code)
                .containsExactly(tuple("values.nom", "value-line-break"));
    }

    @Test
    void theSubjectIsPlainText() {
        var rendered =
                template("**((a))** ((b?? !)) ((l))", "x")
                        .render(
                                Set.of(Channel.EMAIL),
                                Map.of(
                                        "a", text("<b> & é 😀"),
                                        "b", text("oui"),
                                        "l", new Value.Listing(List.of("x", "y"))));

        assertThat(emailOf(rendered).subject()).isEqualTo("**<b> & é 😀**  ! x et y");
    }

    @Test
    void aSubjectIsNeitherEmptyNorEndless() {
        assertThat(
                        ((Rendering.Refused)
                                        template("((a))", "x")
                                                .render(
                                                        Set.of(Channel.EMAIL),
                                                        Map.of("a", text(" "))))
                                .faults())
                .extracting(Fault::code)
                .containsExactly("subject-empty");
        assertThat(
                        ((Rendering.Refused)
                                        template("((a))", "x")
                                                .render(
                                                        Set.of(Channel.EMAIL),
                                                        Map.of("a", text("é".repeat(201)))))
                                .faults())
                .extracting(Fault::code)
                .containsExactly("subject-too-long");
    }

    @Test
    void longValuesAreFineAndEndlessOnesAreRefused() {
        var long10 = text("é".repeat(10_000));

        assertThat(render("((a))", Map.of("a", long10)).text()).hasSize(10_000);
        assertThat(faults("((a))", Map.of("a", text("é".repeat(50_000)))))
                .extracting(Fault::code)
                .containsExactly("html-too-large");
    }

    @Test
    void arabicAndHebrewStayInTheirPlace() {
        var email = render("Dossier ((n)) (2).", Map.of("n", text("مرحبا \u202Eabc\u202C שלום")));

        assertThat(email.html()).isEqualTo("<p>Dossier <bdi>مرحبا abc שלום</bdi> (2).</p>\n");
        assertThat(email.text()).isEqualTo("Dossier مرحبا abc שלום (2).");
    }

    @Test
    void emojiPassUnchanged() {
        var family = "👩‍👩‍👧‍👦 🇫🇷 e\u0301";

        assertThat(render("((n))", Map.of("n", text(family))).html())
                .isEqualTo("<p><bdi>" + family + "</bdi></p>\n");
    }

    @Test
    void lineBreaksOfAValueAreKept() {
        var email = render("((a))", Map.of("a", text("12 rue\r\nParis\rFrance")));

        assertThat(email.html()).isEqualTo("<p><bdi>12 rue<br>Paris<br>France</bdi></p>\n");
        assertThat(email.text()).isEqualTo("12 rue\nParis\nFrance");
    }

    @Test
    void theTextMessageHasNoMarkdown() {
        var template =
                CompiledTemplate.of(
                        "t",
                        1,
                        new TemplateContent(
                                "n",
                                Category.MANDATORY,
                                null,
                                null,
                                new TemplateContent.SmsContent("# Code ((code))\n((l))"),
                                null));

        var rendered =
                (Rendering.Rendered)
                        template.render(
                                Set.of(Channel.SMS),
                                Map.of(
                                        "code",
                                        text("[1](2)"),
                                        "l",
                                        new Value.Listing(List.of("a", "b"))));

        assertThat(requireNonNull(rendered.sms()).text()).isEqualTo("# Code [1](2)\na et b");
    }

    @Test
    void onlyTheWordsOfTheWantedChannelsNeedTheirValues() {
        var template =
                CompiledTemplate.of(
                        "t",
                        1,
                        new TemplateContent(
                                "n",
                                Category.MANDATORY,
                                null,
                                new TemplateContent.EmailContent("s", "((a))"),
                                new TemplateContent.SmsContent("((b))"),
                                null));

        assertThat(template.render(Set.of(Channel.EMAIL), Map.of("a", text("x"))))
                .isInstanceOf(Rendering.Rendered.class);
        assertThat(template.placeholders()).containsExactly("a", "b");
        assertThat(template.channels()).containsExactly(Channel.EMAIL, Channel.SMS);
    }

    private static String html(String body) {
        return render(body).html();
    }

    private static Rendering.Email render(String body) {
        return render(body, Map.of());
    }

    private static Rendering.Email render(String body, Map<String, Value> values) {
        var rendering = template("Sujet", body).render(Set.of(Channel.EMAIL), values);
        return emailOf(rendering);
    }

    private static Rendering.Email emailOf(Rendering rendering) {
        return requireNonNull(((Rendering.Rendered) rendering).email());
    }

    private static List<Fault> faults(String body, Map<String, Value> values) {
        var rendering = template("Sujet", body).render(Set.of(Channel.EMAIL), values);
        return ((Rendering.Refused) rendering).faults();
    }

    private static CompiledTemplate template(String subject, String body) {
        return CompiledTemplate.of(
                "modele",
                1,
                new TemplateContent(
                        "Modèle",
                        Category.MANDATORY,
                        null,
                        new TemplateContent.EmailContent(subject, body),
                        null,
                        null));
    }

    private static Value.Text text(String words) {
        return new Value.Text(words);
    }

    private static Value number(String number) {
        return new Value.Decimal(new BigDecimal(number));
    }
}
