package fr.gouv.notifications.dispatch.dmarc;

import fr.gouv.notifications.dispatch.dmarc.DmarcReading.Fault;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Finds the report in a mail. Whoever wrote it may be hostile: it is read as far as the limits go. Never throws.
 */
final class DmarcMail {

    private static final int MOST_PARTS = 20;
    private static final int DEEPEST = 4;
    private static final int MOST_BOUNDARIES = 200;

    private int parts;

    /** What is in it, whatever the octets are. */
    static DmarcReading read(byte[] octets) {
        if (boundaries(octets) > MOST_BOUNDARIES) {
            return new DmarcReading.Unreadable(Fault.TOO_LARGE);
        }
        try {
            var mail =
                    new MimeMessage(
                            Session.getInstance(new Properties()),
                            new ByteArrayInputStream(octets));
            var packed = new DmarcMail().find(mail, 0);
            return packed == null
                    ? new DmarcReading.Unreadable(Fault.NO_REPORT)
                    : new DmarcReading.Read(DmarcXml.read(Unpacking.unpack(packed)));
        } catch (DmarcUnreadableException unreadable) {
            return new DmarcReading.Unreadable(unreadable.fault());
        } catch (MessagingException | IOException | RuntimeException broken) {
            return new DmarcReading.Unreadable(Fault.NO_REPORT);
        }
    }

    /** Lines that begin with two hyphens: each may be searched for to the end. */
    private static int boundaries(byte[] octets) {
        var found = 0;
        for (var i = 2; i < octets.length; i++) {
            if (octets[i] == '-'
                    && octets[i - 1] == '-'
                    && (octets[i - 2] == '\n' || octets[i - 2] == '\r')) {
                found++;
            }
        }
        return found;
    }

    private byte @Nullable [] find(Part part, int depth) throws MessagingException, IOException {
        if (++parts > MOST_PARTS || depth > DEEPEST) {
            return null;
        }
        if (part.isMimeType("multipart/*")) {
            if (part.getContent() instanceof Multipart several) {
                for (var i = 0; i < Math.min(several.getCount(), MOST_PARTS); i++) {
                    var found = find(several.getBodyPart(i), depth + 1);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }
        if (part.isMimeType("text/html") || part.isMimeType("message/*")) {
            return null;
        }
        try (var in = part.getInputStream()) {
            var octets = in.readNBytes(Unpacking.MOST_PACKED + 1);
            return Unpacking.isCandidate(octets) ? octets : null;
        }
    }
}
