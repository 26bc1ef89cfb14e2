package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.gateway.problem.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A published template, read once and ready to be filled many times. Markdown is parsed before any
 * value is known, so that no value can ever become mark-up.
 */
public final class CompiledTemplate {

    /** Mailboxes cut longer pages, and the layout needs room of its own. */
    static final int LARGEST_HTML = 95_000;

    private final String slug;
    private final int version;
    private final Category category;
    private final Purpose purpose;
    private final List<String> names;
    private final Map<String, Integer> slots;
    private final Map<Channel, BitSet> slotsByChannel = new EnumMap<>(Channel.class);
    private final BitSet subjectSlots = new BitSet();
    private final BitSet linkSlots = new BitSet();
    private final List<Channel> channels;

    private final Piece.@Nullable Sequence subject;
    private final Piece.@Nullable Sequence html;
    private final Piece.@Nullable Sequence text;
    private final Piece.@Nullable Sequence sms;
    private final Piece.@Nullable Sequence letterHtml;
    private final Piece.@Nullable Sequence letterText;

    private CompiledTemplate(String slug, int version, TemplateContent content) {
        this.slug = slug;
        this.version = version;
        this.category = content.category();
        this.purpose = content.purpose();
        this.channels = content.channels();
        var placeholders = new Placeholders();
        var email = content.email();
        if (email == null) {
            subject = null;
            html = null;
            text = null;
        } else {
            var line = Lifted.of(email.subject(), placeholders);
            var body = Lifted.of(normalised(email.body()), placeholders);
            subject = plain(line);
            html = new HtmlForm(body).compile();
            text = new PlainForm(body).compile();
            use(Channel.EMAIL, line, body);
            line.placeholders().forEach(each -> subjectSlots.set(each.slot()));
            noteLinks(body);
        }
        if (content.sms() == null) {
            sms = null;
        } else {
            var words = Lifted.of(normalised(content.sms().text()), placeholders);
            sms = plain(words);
            use(Channel.SMS, words);
        }
        if (content.letter() == null) {
            letterHtml = null;
            letterText = null;
        } else {
            var body = Lifted.of(normalised(content.letter().body()), placeholders);
            letterHtml = new HtmlForm(body).compile();
            letterText = new PlainForm(body).compile();
            use(Channel.LETTER, body);
            noteLinks(body);
        }
        names = placeholders.names();
        slots = placeholders.slotsByKey();
    }

    /** Compiles what {@link PublicationPolicy} has let through. */
    public static CompiledTemplate of(String slug, int version, TemplateContent content) {
        return new CompiledTemplate(slug, version, content);
    }

    public String slug() {
        return slug;
    }

    public int version() {
        return version;
    }

    public Category category() {
        return category;
    }

    /** What its messages are for. */
    public Purpose purpose() {
        return purpose;
    }

    /** The channels for which there are words, the preferred one first. */
    public List<Channel> channels() {
        return channels;
    }

    /** The names of all values that must be given, as the author spelt them first. */
    public List<String> placeholders() {
        return names;
    }

    /** The names of the values that the words of these channels need. */
    public List<String> placeholders(Set<Channel> wanted) {
        var used = new BitSet();
        wanted.forEach(channel -> used.or(slotsByChannel.getOrDefault(channel, new BitSet())));
        return used.stream().mapToObj(names::get).toList();
    }

    /** Fills the words of these channels; values that the template does not use are ignored. */
    public Rendering render(Set<Channel> wanted, Map<String, Value> values) {
        var used = new BitSet();
        wanted.forEach(channel -> used.or(slotsByChannel.getOrDefault(channel, new BitSet())));
        var faults = new ArrayList<Fault>();
        var filled = fill(used, values, wanted.contains(Channel.EMAIL), faults);
        if (!faults.isEmpty()) {
            return new Rendering.Refused(faults);
        }
        var rendered =
                new Rendering.Rendered(
                        wanted.contains(Channel.EMAIL) ? email(filled, faults) : null,
                        wanted.contains(Channel.SMS) ? sms(filled, faults) : null,
                        wanted.contains(Channel.LETTER) ? letter(filled, faults) : null);
        return faults.isEmpty() ? rendered : new Rendering.Refused(faults);
    }

    private Value[] fill(
            BitSet used, Map<String, Value> values, boolean withSubject, List<Fault> faults) {
        var filled = new Value[names.size()];
        var twice = new HashSet<Integer>();
        values.forEach(
                (name, value) -> {
                    var slot = slots.get(PlaceholderName.key(name));
                    if (slot != null && filled[slot] != null) {
                        twice.add(slot);
                    } else if (slot != null) {
                        filled[slot] = value;
                    }
                });
        for (var slot = used.nextSetBit(0); slot >= 0; slot = used.nextSetBit(slot + 1)) {
            var name = names.get(slot);
            if (filled[slot] == null) {
                faults.add(ValuePolicy.missing(name));
            } else if (twice.contains(slot)) {
                faults.add(ValuePolicy.givenTwice(name));
            } else {
                var use =
                        new ValuePolicy.Use(
                                withSubject && subjectSlots.get(slot), linkSlots.get(slot));
                ValuePolicy.fault(name, filled[slot], use).ifPresent(faults::add);
            }
        }
        return filled;
    }

    private Rendering.@Nullable Email email(Value[] values, List<Fault> faults) {
        if (subject == null || html == null || text == null) {
            return null;
        }
        var line = written(subject, values).strip();
        if (line.isEmpty()) {
            faults.add(
                    new Fault(
                            "values",
                            "subject-empty",
                            "leave the subject of the e-mail empty",
                            "give at least one value of the subject"));
        }
        var length = line.codePointCount(0, line.length());
        if (length > PublicationPolicy.LONGEST_SUBJECT) {
            faults.add(
                    new Fault(
                            "values",
                            "subject-too-long",
                            "make a subject of "
                                    + length
                                    + " characters; at most "
                                    + PublicationPolicy.LONGEST_SUBJECT
                                    + " are allowed",
                            "shorten the values of the subject"));
        }
        return new Rendering.Email(
                line, checked(written(html, values), "e-mail", faults), written(text, values));
    }

    private Rendering.@Nullable Sms sms(Value[] values, List<Fault> faults) {
        if (sms == null) {
            return null;
        }
        var words = written(sms, values).strip();
        var length = SmsLength.of(words);
        if (length.segments() > SmsLength.MOST_SEGMENTS) {
            faults.add(
                    new Fault(
                            "values",
                            "sms-too-long",
                            "make a text message of "
                                    + length.segments()
                                    + " parts; at most "
                                    + SmsLength.MOST_SEGMENTS
                                    + " are allowed",
                            "shorten the values of the text message"));
        }
        return new Rendering.Sms(words, length);
    }

    private Rendering.@Nullable Letter letter(Value[] values, List<Fault> faults) {
        if (letterHtml == null || letterText == null) {
            return null;
        }
        return new Rendering.Letter(
                checked(written(letterHtml, values), "letter", faults),
                written(letterText, values));
    }

    private static String checked(String html, String what, List<Fault> faults) {
        var size = html.length() * 3 <= LARGEST_HTML ? 0 : sizeOf(html);
        if (size > LARGEST_HTML) {
            faults.add(
                    new Fault(
                            "values",
                            "html-too-large",
                            "make the "
                                    + what
                                    + " "
                                    + size
                                    + " bytes long; at most "
                                    + LARGEST_HTML
                                    + " are allowed",
                            "shorten the values"));
        }
        return html;
    }

    private static int sizeOf(String html) {
        return html.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String written(Piece.Sequence pieces, Value[] values) {
        var out = new StringBuilder(1_024);
        pieces.write(values, out);
        return out.toString();
    }

    private static Piece.Sequence plain(Lifted lifted) {
        return new Piece.Sequence(lifted.pieces(lifted.text(), Escape.PLAIN, Escape.PLAIN));
    }

    private static String normalised(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private void use(Channel channel, Lifted... texts) {
        var used = slotsByChannel.computeIfAbsent(channel, _ -> new BitSet());
        for (var lifted : texts) {
            lifted.placeholders().forEach(each -> used.set(each.slot()));
        }
    }

    private void noteLinks(Lifted body) {
        for (var link : Links.in(body)) {
            link.whole().ifPresent(each -> linkSlots.set(each.slot()));
        }
    }
}
