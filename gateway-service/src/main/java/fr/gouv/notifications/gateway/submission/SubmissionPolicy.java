package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.gateway.address.Checked;
import fr.gouv.notifications.gateway.address.CitizenReference;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.address.PhoneNumber;
import fr.gouv.notifications.gateway.attachment.KeepAttachments;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.template.Purpose;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether what was sent can become a notification, and says all that speaks against it. */
final class SubmissionPolicy {

    static final int LONGEST_REFERENCE = 100;
    private static final int MOST_ATTACHMENTS = 10;

    private final SubmissionBody body;
    private final List<Fault> faults;

    /** Adds what is wrong to {@code faults}. */
    SubmissionPolicy(SubmissionBody body, List<Fault> faults) {
        this.body = body;
        this.faults = faults;
    }

    /** The slug of the template; empty when there is none. */
    static String template(SubmissionBody body) {
        return body.template() == null ? "" : body.template();
    }

    /** Who is to be reached; null when nobody can be. */
    @Nullable Recipient recipient() {
        var to = body.to();
        var reference = reference();
        if (to == null || (to.email() == null && to.phone() == null && to.citizen() == null)) {
            add("to", "required", "names nobody", "give to.email or to.citizen");
            return null;
        }
        if (to.citizen() != null && (to.email() != null || to.phone() != null)) {
            add(
                    "to",
                    "two-recipients",
                    "names a citizen and an address",
                    "give the citizen, whose addresses we keep, or the address");
        }
        var citizen =
                to.citizen() == null
                        ? null
                        : usable(CitizenReference.check("to.citizen", to.citizen()));
        var email = to.email() == null ? null : usable(EmailAddress.check("to.email", to.email()));
        var phone = to.phone() == null ? null : usable(PhoneNumber.check("to.phone", to.phone()));
        return citizen == null && email == null && phone == null
                ? null
                : new Recipient(citizen, email, phone, reference);
    }

    /** The files that it names, as far as they are ids; no more than may be named. */
    static Set<UUID> attachments(SubmissionBody body) {
        return body.attachments() == null
                ? Set.of()
                : body.attachments().stream()
                        .limit(MOST_ATTACHMENTS)
                        .flatMap(text -> uuid(text).stream())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The files that go with the e-mail, in their order.
     *
     * @param known those of them that the service has
     * @param hasEmail whether there is an e-mail with which they could go
     */
    List<Words.Attachment> attachments(Map<UUID, Words.Attachment> known, boolean hasEmail) {
        var ids = body.attachments();
        if (ids == null || ids.isEmpty()) {
            return List.of();
        }
        if (ids.size() > MOST_ATTACHMENTS) {
            add(
                    "attachments",
                    "too-many",
                    "names more than " + MOST_ATTACHMENTS + " files",
                    "send at most " + MOST_ATTACHMENTS);
            return List.of();
        }
        if (!hasEmail) {
            add(
                    "attachments",
                    "no-email",
                    "can go with an e-mail only, and there will be none",
                    "give to.email and a template with an e-mail, or leave the files out");
        }
        Map<UUID, Words.Attachment> files = new LinkedHashMap<>();
        for (var i = 0; i < ids.size(); i++) {
            var file = uuid(ids.get(i)).map(known::get).orElse(null);
            if (file == null) {
                add(
                        "attachments[" + i + "]",
                        "attachment-unknown",
                        "is not the id of a file that this service has here",
                        "upload it with POST /v1/attachments, and send the id that it answers");
            } else if (files.put(file.id(), file) != null) {
                add("attachments[" + i + "]", "twice", "stands twice", "name each file once");
            }
        }
        var bytes = files.values().stream().mapToLong(Words.Attachment::size).sum();
        if (bytes > KeepAttachments.MOST_BYTES) {
            add(
                    "attachments",
                    "too-large",
                    "weigh more than "
                            + KeepAttachments.MOST_BYTES / (1024 * 1024)
                            + " MiB together",
                    "send fewer or smaller files, or write where they can be fetched");
        }
        return List.copyOf(files.values());
    }

    private static Optional<UUID> uuid(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The channels on which this recipient can be reached with these words. */
    Set<Channel> channels(List<Channel> ofTemplate) {
        var to = body.to();
        var channels = EnumSet.noneOf(Channel.class);
        if (to == null) {
            return channels;
        }
        if (to.citizen() != null) {
            channels.addAll(ofTemplate);
        }
        if (to.email() != null && ofTemplate.contains(Channel.EMAIL)) {
            channels.add(Channel.EMAIL);
        }
        if (to.phone() != null && ofTemplate.contains(Channel.SMS)) {
            channels.add(Channel.SMS);
        }
        if (channels.isEmpty() && (to.email() != null || to.phone() != null)) {
            add(
                    "to",
                    "no-channel",
                    "can only be reached on a channel for which the template has no words",
                    "give an address for "
                            + String.join(
                                    " or ",
                                    ofTemplate.stream()
                                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                                            .toList())
                            + ", or publish the template with other channels");
        }
        return channels;
    }

    /** The lane that was asked for, else the usual one. */
    Lane lane(Lane usual) {
        if (body.lane() == null) {
            return usual;
        }
        return switch (body.lane()) {
            case "express" -> Lane.EXPRESS;
            case "bulk" -> Lane.BULK;
            default -> {
                add("lane", "unknown-word", "is no lane", "send express or bulk, or leave it out");
                yield usual;
            }
        };
    }

    /** When it may leave, and until when it is useful. */
    TimePolicy.Times times(Purpose purpose, Instant now) {
        return TimePolicy.times(
                body.notBefore(), body.expiresAt(), purpose.validity(), now, faults);
    }

    private @Nullable String reference() {
        var reference = body.reference();
        if (reference == null) {
            return null;
        }
        if (reference.isBlank() || reference.length() > LONGEST_REFERENCE) {
            add(
                    "reference",
                    reference.isBlank() ? "required" : "too-long",
                    reference.isBlank()
                            ? "is empty"
                            : "is longer than " + LONGEST_REFERENCE + " characters",
                    "send 1 to " + LONGEST_REFERENCE + " characters, or leave it out");
        } else if (reference.codePoints().anyMatch(Character::isISOControl)) {
            add(
                    "reference",
                    "control-character",
                    "holds a line break or another control character",
                    "send it in one line");
        }
        return reference;
    }

    private @Nullable String usable(Checked checked) {
        return switch (checked) {
            case Checked.Usable(var address) -> address;
            case Checked.Unusable(var fault) -> {
                faults.add(fault);
                yield null;
            }
        };
    }

    private void add(String field, String code, String problem, String remedy) {
        faults.add(new Fault(field, code, problem, remedy));
    }
}
