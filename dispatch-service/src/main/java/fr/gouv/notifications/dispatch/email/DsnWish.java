package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * What a relay that offers it (RFC 3461) is asked to report: only the fields of a mail that comes back, never its
 * words; of whom it speaks, in our words; and a delivery, where only a report of one proves it.
 *
 * @param ofSender what follows the sender, with a space before it; may be empty
 * @param ofRecipient what follows the recipient, likewise
 */
record DsnWish(String ofSender, String ofRecipient) {

    static final DsnWish NONE = new DsnWish("", "");

    /** RFC 3461, 4.4 and 4.2. */
    private static final int LONGEST_ENVELOPE_ID = 100;

    private static final int LONGEST_RECIPIENT = 500;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Of what we want to hear from a relay whose accepting answer proves so much. */
    static String notices(RelayConfig.Evidence evidence) {
        return switch (evidence) {
            case DSN -> "SUCCESS,FAILURE,DELAY";
            case HANDOVER, SILENCE -> "FAILURE,DELAY";
        };
    }

    /** Nothing is wished where nobody would hear it. */
    static DsnWish of(ComposedMail mail, String notices) {
        var id = mail.envelopeId();
        if (id == null) {
            return NONE;
        }
        var envelopeId = xtext(id);
        var recipient = "rfc822;" + xtext(mail.recipient());
        return new DsnWish(
                " RET=HDRS"
                        + (envelopeId.length() > LONGEST_ENVELOPE_ID ? "" : " ENVID=" + envelopeId),
                " NOTIFY="
                        + notices
                        + (recipient.length() > LONGEST_RECIPIENT ? "" : " ORCPT=" + recipient));
    }

    /** Whether a relay did not know what to do with a wish (RFC 5321, 4.2.4 and 4.1.1.11). */
    static boolean isNotUnderstood(SmtpSession.Result result) {
        return result instanceof SmtpSession.Result.Refused(var stage, var reply)
                && (stage == SmtpStage.SENDER || stage == SmtpStage.RECIPIENT)
                && switch (reply.code()) {
                    case 501, 504, 555 -> true;
                    default -> false;
                };
    }

    /** RFC 3461, 4: what is no printable ASCII, a plus or an equals sign, as plus and two digits. */
    static String xtext(String text) {
        var written = new StringBuilder(text.length() + 16);
        for (var octet : text.getBytes(UTF_8)) {
            if (octet > ' ' && octet <= '~' && octet != '+' && octet != '=') {
                written.append((char) octet);
            } else {
                written.append('+').append(HEX.toHexDigits(octet));
            }
        }
        return written.toString();
    }
}
