package fr.gouv.notifications.gateway.batch;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a column can say about whom a row is for, and how its heading may name it. */
enum RecipientColumn {
    EMAIL(
            "to.email",
            Set.of(
                    "courriel",
                    "courrielusager",
                    "email",
                    "emailaddress",
                    "mail",
                    "mel",
                    "adresseemail",
                    "adressemail",
                    "adressemel",
                    "adressecourriel",
                    "adresseelectronique",
                    "courrierelectronique",
                    "adressedecourriel",
                    "adressedemessagerie")),
    PHONE(
            "to.phone",
            Set.of(
                    "telephone",
                    "tel",
                    "numerodetelephone",
                    "notelephone",
                    "ndetelephone",
                    "ntelephone",
                    "telephoneportable",
                    "telephonemobile",
                    "telmobile",
                    "telportable",
                    "numerodemobile",
                    "portable",
                    "mobile",
                    "phone",
                    "phonenumber",
                    "mobilephone",
                    "sms",
                    "gsm")),
    CITIZEN("to.citizen", Set.of("usager", "citizen", "identifiantusager", "idusager")),
    REFERENCE("reference", Set.of("reference", "ref", "votrereference")),
    POSTAL_ADDRESS("to.address", Set.of());

    private static final Pattern ADDRESS_LINE =
            Pattern.compile("(adresse|addressline|address)[0-9]");
    private static final Pattern ACCENT = Pattern.compile("\\p{M}");
    private static final Pattern NO_LETTER = Pattern.compile("[^a-z0-9]");

    private final String field;

    @SuppressWarnings("ImmutableEnumChecker") // Sets of Set.of never change.
    private final Set<String> names;

    RecipientColumn(String field, Set<String> names) {
        this.field = field;
        this.names = names;
    }

    /** The field that an HTTP request would have in its place. */
    String field() {
        return field;
    }

    /** What this heading says, without regard to case, accents, spaces and signs. */
    static Optional<RecipientColumn> named(String heading) {
        var bare =
                ACCENT.matcher(Normalizer.normalize(heading, Normalizer.Form.NFD))
                        .replaceAll("")
                        .toLowerCase(Locale.ROOT);
        var key = NO_LETTER.matcher(bare).replaceAll("");
        if (ADDRESS_LINE.matcher(key).matches()) {
            return Optional.of(POSTAL_ADDRESS);
        }
        for (var column : values()) {
            if (column.names.contains(key)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }
}
