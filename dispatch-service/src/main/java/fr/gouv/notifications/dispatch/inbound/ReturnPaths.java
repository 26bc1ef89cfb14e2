package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The addresses to which mail servers send our mails back, when somebody listens there. */
@ApplicationScoped
public class ReturnPaths {

    /** The local part that is registered with mailbox providers that know one address only. */
    private static final String COMPLAINTS = "complaint";

    private static final String DOMAIN_REPORTS = "dmarc";

    private static final String REPLIES = "reply+";
    private static final String SENDER = "Return-Path";

    private final String domain;
    private final boolean carriesReplies;
    private final @Nullable ReturnPath paths;

    ReturnPaths(InboundConfig config) throws IOException {
        this.domain = config.domain();
        this.carriesReplies = config.replies() && config.port().isPresent();
        this.paths =
                config.secretFile().isPresent()
                        ? new ReturnPath(
                                Base64.getDecoder()
                                        .decode(
                                                Files.readString(config.secretFile().get())
                                                        .strip()))
                        : null;
    }

    /** Whether a mail can come back to us at all. */
    public boolean areSet() {
        return paths != null;
    }

    /** The addresses of this attempt; absent when no secret is set. */
    public @Nullable WaysBack of(Attempt attempt) {
        return paths == null
                ? null
                : new WaysBack(
                        address(paths, Purpose.BOUNCE, attempt),
                        address(paths, Purpose.COMPLAINT, attempt),
                        carriesReplies ? address(paths, Purpose.REPLY, attempt) : null,
                        attempt.envelopeId());
    }

    /**
     * Where a reply that is carried on comes back to.
     *
     * @throws IllegalStateException when no secret is set, and so no reply can have come
     */
    String forward(Attempt attempt) {
        if (paths == null) {
            throw new IllegalStateException("without a secret nothing is signed");
        }
        return address(paths, Purpose.FORWARD, attempt);
    }

    /** The field with the envelope sender that is put in front of a mail that comes (RFC 5321, 4.4). */
    static byte[] senderField(@Nullable String sender) {
        var written = sender == null ? "" : sender.replaceAll("[^\\x21-\\x7e]|[<>]", "");
        return (SENDER + ": <" + written + ">\r\n").getBytes(US_ASCII);
    }

    /** The sender of such a field; empty for a mail that comes from nobody. */
    static String senderIn(MailFields fields) {
        var field = fields.get(SENDER.toLowerCase(Locale.ROOT));
        return field.startsWith("<") && field.endsWith(">")
                ? field.substring(1, field.length() - 1)
                : "";
    }

    private String address(ReturnPath signing, Purpose purpose, Attempt attempt) {
        return signing.localPart(purpose, attempt) + "@" + domain;
    }

    /** What a signed address is good for. */
    record Named(Purpose purpose, Attempt attempt) {}

    /** The attempt about which something may be said to this address. */
    Optional<Named> named(String address) {
        var signing = paths;
        if (signing == null || !isOurs(address)) {
            return Optional.empty();
        }
        var localPart = address.substring(0, address.lastIndexOf('@'));
        return Stream.of(Purpose.values())
                .flatMap(
                        purpose ->
                                signing
                                        .attempt(purpose, localPart)
                                        .map(attempt -> new Named(purpose, attempt))
                                        .stream())
                .findFirst();
    }

    /** Whether mailbox providers bring complaints to it that quote the signed address in their content. */
    boolean takesAllComplaints(String address) {
        return paths != null
                && isOurs(address)
                && address.substring(0, address.lastIndexOf('@')).equalsIgnoreCase(COMPLAINTS);
    }

    /** Whether it looks like an address for answers, signed or not. */
    boolean isForReplies(String address) {
        return isOurs(address) && address.toLowerCase(Locale.ROOT).startsWith(REPLIES);
    }

    /** Whether mailbox providers report to it how our domains are authenticated. */
    boolean takesDomainReports(String address) {
        return paths != null
                && isOurs(address)
                && address.substring(0, address.lastIndexOf('@')).equalsIgnoreCase(DOMAIN_REPORTS);
    }

    private boolean isOurs(String address) {
        var at = address.lastIndexOf('@');
        return at > 0 && address.substring(at + 1).equalsIgnoreCase(domain);
    }
}
