package fr.gouv.notifications.gateway.template;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a value holds, the mark-up of a message is the author's. */
class NeutralValuesTest {

    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private static final CompiledTemplate TEMPLATE =
            CompiledTemplate.of(
                    "t",
                    1,
                    new TemplateContent(
                            "t",
                            Category.MANDATORY,
                            null,
                            new TemplateContent.EmailContent(
                                    "s",
                                    """
                                    # ((v))

                                    ((v)) et ((v))

                                    * ((v))
                                    * x ((v)) y

                                    ^ ((v))

                                    [((v))](https://a.fr/((v))?q=((v)) "((v))")

                                    https://a.fr/#((v))

                                    ((v))"""),
                            null,
                            null));

    @Property
    void tagsAreThoseOfTheTemplate(@ForAll("words") String words) {
        assertThat(tagsOf(words)).isEqualTo(tagsOf("x"));
    }

    @Property
    void plainTextHoldsTheWordsAsTheyAre(@ForAll("words") String words) {
        var text = email(words).text();

        assertThat(text).startsWith(words + "\n" + "=".repeat(65));
        assertThat(text).endsWith(words);
    }

    @Provide
    Arbitrary<String> words() {
        var dangerous =
                Arbitraries.of(
                        "<",
                        ">",
                        "&",
                        "\"",
                        "'",
                        "</p>",
                        "<script>",
                        "<a href=\"https://x.fr\">",
                        "[a](https://x.fr)",
                        "](https://x.fr)",
                        "https://x.fr",
                        "# ",
                        "* ",
                        "^ ",
                        "---",
                        "((v))",
                        "((",
                        "))",
                        "??",
                        "`",
                        "\\",
                        "&lt;",
                        "%3C",
                        "javascript:",
                        "é",
                        "مرحبا",
                        "שלום",
                        "😀",
                        " ",
                        "\u00A0",
                        "\u200B",
                        "=",
                        ";",
                        ":");
        return Arbitraries.frequencyOf(
                        Tuple.of(3, dangerous),
                        Tuple.of(1, Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(8)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts))
                .filter(words -> !ValuePolicy.hasControlCharacter(words))
                .filter(words -> words.indexOf('\n') < 0 && words.indexOf('\r') < 0);
    }

    private static List<String> tagsOf(String words) {
        return TAG.matcher(email(words).html())
                .results()
                .map(match -> match.group().replaceAll("=\"[^\"]*\"", ""))
                .toList();
    }

    private static Rendering.Email email(String words) {
        var rendering = TEMPLATE.render(Set.of(Channel.EMAIL), Map.of("v", new Value.Text(words)));
        return requireNonNull(((Rendering.Rendered) rendering).email());
    }
}
