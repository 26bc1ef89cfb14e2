package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Looks at addresses while somebody types them: nothing is sent, and nothing is kept. */
@Path("/v1/addresses")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Addresses", description = "Find mistyped addresses before a message is lost")
class AddressesResource {

    private static final String QUESTION =
            """
            {"email":"zoe@gmial.com"}""";
    private static final String ANSWER =
            """
            {"usable":true,"email":"zoe@gmial.com","hints":[{"field":"email","code":"domain-typo",\
            "sentence":"« gmial.com » ressemble à « gmail.com » : l'adresse est-elle juste ?",\
            "suggestion":"gmail.com"}]}""";

    private final AddressHints hints;

    AddressesResource(AddressHints hints) {
        this.hints = hints;
    }

    @POST
    @Path("/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed({"notifications:send", "notifications:manage"})
    @Operation(
            summary = "Check an address",
            description =
                    "For a form, before the address is kept: whether a message could leave to it, its"
                            + " usual form, and what can be doubted about it: a domain that looks mistyped,"
                            + " whose mailboxes vanish, or that takes no mail. Nobody is written to, and"
                            + " nothing proves that the mailbox exists.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Question.class),
                            examples = @ExampleObject(name = "mistyped", value = QUESTION)))
    @APIResponse(
            responseCode = "200",
            description = "What is known about the address",
            content =
                    @Content(
                            schema = @Schema(implementation = Answer.class),
                            examples = @ExampleObject(name = "mistyped", value = ANSWER)))
    @APIResponse(
            responseCode = "422",
            description = "There is no address to check, or there are two")
    public Uni<Answer> check(Question question) {
        var email = question.email();
        var phone = question.phone();
        if ((email == null) == (phone == null)) {
            throw Problem.invalid(
                            List.of(
                                    new Fault(
                                            "email",
                                            email == null ? "required" : "two-addresses",
                                            email == null
                                                    ? "is missing"
                                                    : "comes with a phone number",
                                            "send email or phone")))
                    .refused();
        }
        return email != null
                ? ofEmail(EmailAddress.check("email", email))
                : Uni.createFrom().item(ofPhone(PhoneNumber.check("phone", String.valueOf(phone))));
    }

    private Uni<Answer> ofEmail(Checked checked) {
        return switch (checked) {
            case Checked.Usable(var address) ->
                    hints.learnAnyway(Stream.of(address)).map(_ -> about(address));
            case Checked.Unusable(var fault) -> Uni.createFrom().item(Answer.unusable(fault));
        };
    }

    private Answer about(String address) {
        var refusals = new ArrayList<Fault>();
        hints.about("email", address, refusals);
        return new Answer(
                refusals.isEmpty(),
                address,
                null,
                hints.told("email", address),
                refusals.isEmpty() ? null : refusals.getFirst());
    }

    private static Answer ofPhone(Checked checked) {
        return switch (checked) {
            case Checked.Usable(var number) -> new Answer(true, null, number, List.of(), null);
            case Checked.Unusable(var fault) -> Answer.unusable(fault);
        };
    }

    /** One of both. */
    @Schema(name = "AddressQuestion")
    record Question(
            @Schema(examples = "zoe@gmial.com") @Nullable String email,
            @Schema(examples = "06 12 34 56 78") @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Question[…]";
        }
    }

    /**
     * What is known about an address.
     *
     * @param usable whether a message to it would be accepted
     * @param email in the form in which it is used
     * @param phone in the form in which it is used
     * @param hints doubts about it
     * @param error why it cannot be used
     */
    @Schema(name = "AddressAnswer")
    record Answer(
            boolean usable,
            @Nullable String email,
            @Nullable String phone,
            List<AddressHint> hints,
            @Nullable Fault error) {

        static Answer unusable(Fault fault) {
            return new Answer(false, null, null, List.of(), fault);
        }

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Answer[…]";
        }
    }
}
