package fr.gouv.notifications.dispatch.dmarc;

import fr.gouv.notifications.dispatch.dmarc.DmarcReading.Fault;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Disposition;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Row;
import java.io.ByteArrayInputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the XML of a report, by the local names of its elements: reports without a namespace, with that of RFC 7489 or with
 * that of RFC 9990 differ in nothing that counts here. What stands elsewhere, such as extensions, is passed over. No
 * document type, no entity of its own, and no other file is ever read.
 */
final class DmarcXml {

    static final int MOST_ROWS = 10_000;

    private static final int DEEPEST = 20;
    private static final int MOST_ELEMENTS = 1_000_000;
    private static final int MOST_FIELDS = 60;
    private static final int LONGEST_TEXT = 1_000;
    private static final int LONGEST_NAME = 100;
    private static final long MOST_MESSAGES = 1_000_000_000L;
    private static final Pattern COUNT = Pattern.compile("\\d{1,12}");
    private static final Pattern UNUSUAL = Pattern.compile("[^\\p{L}\\p{N} .,:;@&'()_/+-]");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private final Deque<String> path = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> ofReport = new HashMap<>();
    private final Map<String, String> ofRecord = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private int records;
    private int elements;

    /**
     * Reads all of it.
     *
     * @throws DmarcUnreadableException when it is no such report
     */
    static DmarcReport read(byte[] xml) throws DmarcUnreadableException {
        try {
            var reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
            try {
                return new DmarcXml().read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException broken) {
            throw new DmarcUnreadableException(Fault.NOT_XML);
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver(
                (_, _, _, _) -> {
                    throw new XMLStreamException("nothing else is read");
                });
        return factory;
    }

    private DmarcReport read(XMLStreamReader reader)
            throws XMLStreamException, DmarcUnreadableException {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> open(reader.getLocalName());
                case XMLStreamConstants.END_ELEMENT -> close();
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE ->
                        add(reader.getText());
                case XMLStreamConstants.DTD,
                        XMLStreamConstants.ENTITY_REFERENCE,
                        XMLStreamConstants.ENTITY_DECLARATION ->
                        throw new DmarcUnreadableException(Fault.NOT_XML);
                default -> {
                    // Comments and the like say nothing.
                }
            }
        }
        return report();
    }

    private void open(String name) throws DmarcUnreadableException {
        if (path.size() == DEEPEST || ++elements > MOST_ELEMENTS) {
            throw new DmarcUnreadableException(Fault.TOO_LARGE);
        }
        if (path.isEmpty() && !name.equals("feedback")) {
            throw new DmarcUnreadableException(Fault.NO_REPORT);
        }
        path.addLast(name);
        text.setLength(0);
        if (isAt("feedback/record")) {
            ofRecord.clear();
            records++;
            if (records > MOST_ROWS) {
                throw new DmarcUnreadableException(Fault.TOO_LARGE);
            }
        }
    }

    private void add(String more) {
        text.append(
                more,
                0,
                Math.min(more.length(), LONGEST_TEXT - Math.min(text.length(), LONGEST_TEXT)));
    }

    private void close() {
        var where = String.join("/", path);
        if (where.equals("feedback/record")) {
            row();
        } else if (where.startsWith("feedback/record/")) {
            keep(ofRecord, where.substring("feedback/record/".length()));
        } else if (where.startsWith("feedback/report_metadata/")
                || where.equals("feedback/policy_published/domain")) {
            keep(ofReport, where.substring("feedback/".length()));
        }
        path.removeLast();
        text.setLength(0);
    }

    /** The first of a name counts. */
    private void keep(Map<String, String> fields, String name) {
        if (fields.size() < MOST_FIELDS) {
            fields.putIfAbsent(name, text.toString().strip());
        }
    }

    private boolean isAt(String where) {
        return path.size() == 2 && String.join("/", path).equals(where);
    }

    /** A row that says nothing usable is left out: one of them does not make the others false. */
    private void row() {
        var domain = domain(ofRecord.getOrDefault("identifiers/header_from", ""));
        var source = source(ofRecord.getOrDefault("row/source_ip", ""));
        var messages = number(ofRecord.getOrDefault("row/count", ""));
        if (domain.isEmpty() || source.isEmpty() || messages < 1 || messages > MOST_MESSAGES) {
            return;
        }
        rows.add(
                new Row(
                        domain,
                        source,
                        messages,
                        passed("row/policy_evaluated/dkim"),
                        passed("row/policy_evaluated/spf"),
                        disposition()));
    }

    private boolean passed(String where) {
        return ofRecord.getOrDefault(where, "").equalsIgnoreCase("pass");
    }

    private Disposition disposition() {
        return switch (ofRecord.getOrDefault("row/policy_evaluated/disposition", "")
                .toLowerCase(Locale.ROOT)) {
            case "quarantine" -> Disposition.QUARANTINE;
            case "reject" -> Disposition.REJECT;
            default -> Disposition.NONE;
        };
    }

    private DmarcReport report() throws DmarcUnreadableException {
        var organisation =
                UNUSUAL.matcher(ofReport.getOrDefault("report_metadata/org_name", ""))
                        .replaceAll("");
        var id = ofReport.getOrDefault("report_metadata/report_id", "");
        var domain = domain(ofReport.getOrDefault("policy_published/domain", ""));
        var begin = number(ofReport.getOrDefault("report_metadata/date_range/begin", ""));
        if (organisation.isBlank() || id.isEmpty() || domain.isEmpty() || begin < 1) {
            throw new DmarcUnreadableException(Fault.INCOMPLETE);
        }
        var name =
                organisation.length() > LONGEST_NAME
                        ? organisation.substring(0, LONGEST_NAME)
                        : organisation;
        return new DmarcReport(name.strip(), id, domain, Instant.ofEpochSecond(begin), rows);
    }

    private static long number(String written) {
        return COUNT.matcher(written).matches() ? Long.parseLong(written) : -1;
    }

    private static String domain(String written) {
        var name = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        try {
            var ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
            return ascii.length() <= 253 && DOMAIN.matcher(ascii).matches() ? ascii : "";
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    /** The address in one way of writing; no name is looked up. */
    private static String source(String written) {
        try {
            return InetAddress.ofLiteral(written).getHostAddress();
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
