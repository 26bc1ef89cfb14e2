package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.kafkadoor.KafkaCredentials;
import fr.gouv.notifications.gateway.kafkadoor.KafkaDoors;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The services of the platform, for its administrators. */
@Path("/v1/services")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Services", description = "Public services and their credentials (administrators)")
class ServicesResource {

    private static final String DESCRIPTION =
            """
            {"slug":"caf-92","name":"CAF des Hauts-de-Seine","contact":"numerique@caf92.example",\
            "replyTo":"contact@caf92.example"}""";
    private static final String SERVICE =
            """
            {"slug":"caf-92","name":"CAF des Hauts-de-Seine","contact":"numerique@caf92.example",\
            "replyTo":"contact@caf92.example","createdAt":"2026-11-23T08:00:00Z"}""";
    private static final String CREDENTIALS =
            """
            {"clientId":"service-caf-92","clientSecret":"shown once",\
            "tokenUrl":"https://identite.example/realms/notifications/protocol/openid-connect/token"}""";
    private static final String CREATED =
            """
            {"slug":"caf-92","name":"CAF des Hauts-de-Seine","contact":"numerique@caf92.example",\
            "replyTo":"contact@caf92.example","createdAt":"2026-11-23T08:00:00Z","credentials":{"clientId":"service-caf-92",\
            "clientSecret":"shown once",\
            "tokenUrl":"https://identite.example/realms/notifications/protocol/openid-connect/token"}}""";

    private static final String KAFKA =
            """
            {"bootstrapServers":"kafka.notifications.example:9093","securityProtocol":"SASL_SSL",\
            "saslMechanism":"SCRAM-SHA-512","username":"service-caf-92","password":"shown once",\
            "intakeTopic":"intake.caf-92.v1","statusTopic":"status.caf-92.v1",\
            "groupPrefix":"service-caf-92."}""";

    private final CreateService creation;
    private final RegisteredServices services;
    private final IdentityProvider identities;
    private final KafkaDoors doors;
    private final AuditTrail audit;
    private final Caller caller;
    private final String publicUrl;

    ServicesResource(
            CreateService creation,
            RegisteredServices services,
            IdentityProvider identities,
            KafkaDoors doors,
            AuditTrail audit,
            Caller caller,
            @ConfigProperty(name = "gateway.public-url") String publicUrl) {
        this.creation = creation;
        this.services = services;
        this.identities = identities;
        this.doors = doors;
        this.audit = audit;
        this.caller = caller;
        this.publicUrl = publicUrl;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Create a service",
            description =
                    "Creates the service and its client at the identity provider and, with kafka: true,"
                            + " its topics and its user on the broker. Secrets are shown once. The"
                            + " same request completes a creation that was interrupted.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Description.class),
                            examples = @ExampleObject(name = "caf-92", value = DESCRIPTION)))
    @APIResponse(
            responseCode = "201",
            description = "The service can be used",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "created", value = CREATED)))
    @APIResponse(responseCode = "409", description = "The slug is taken")
    @APIResponse(responseCode = "422", description = "The description is not good")
    @APIResponse(responseCode = "503", description = "The identity provider or the broker is away")
    public Response create(Description body) {
        var description =
                ServiceDescription.of(
                        body.slug(), body.name(), body.contact(), body.replyTo(), body.kafka());
        var created = creation.create(description, caller.client());
        return Response.created(URI.create(publicUrl + "/v1/services/" + description.slug()))
                .cacheControl(notStored())
                .entity(View.of(created.tenant(), created.credentials(), created.kafka()))
                .build();
    }

    @GET
    @Operation(summary = "List the services")
    @APIResponse(
            responseCode = "200",
            description = "All services",
            content =
                    @Content(
                            schema = @Schema(implementation = Listing.class),
                            examples =
                                    @ExampleObject(
                                            name = "list",
                                            value = "{\"items\":[" + SERVICE + "]}")))
    public Listing list() {
        return new Listing(
                services.allActive().stream().map(tenant -> View.of(tenant, null, null)).toList());
    }

    @GET
    @Path("/{slug}")
    @Operation(summary = "Read a service")
    @APIResponse(
            responseCode = "200",
            description = "The service",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "caf-92", value = SERVICE)))
    @APIResponse(responseCode = "404", description = "There is no such service")
    public View one(@PathParam("slug") String slug) {
        return View.of(existing(slug), null, null);
    }

    @POST
    @Path("/{slug}/credentials")
    @Operation(
            summary = "Replace the secret of a service",
            description = "The old secret is dead at once. The new one is shown once.")
    @APIResponse(
            responseCode = "201",
            description = "The new credentials",
            content =
                    @Content(
                            schema = @Schema(implementation = Credentials.class),
                            examples = @ExampleObject(name = "caf-92", value = CREDENTIALS)))
    @APIResponse(responseCode = "404", description = "There is no such service")
    @APIResponse(responseCode = "503", description = "The identity provider is away")
    public Response rotate(@PathParam("slug") String slug) {
        var tenant = existing(slug);
        var credentials =
                identities
                        .renew(tenant.slug())
                        .orElseGet(() -> identities.register(tenant.slug(), tenant.name()));
        audit.note(caller.client(), "credentials-renewed", slug);
        return Response.status(Response.Status.CREATED)
                .cacheControl(notStored())
                .entity(credentials)
                .build();
    }

    @POST
    @Path("/{slug}/kafka-credentials")
    @Operation(
            summary = "Open the Kafka door of a service, or replace its password",
            description =
                    "Makes the topics and the user of the service on the broker, unless they are there,"
                            + " and gives the user a new password, which is shown once. An old"
                            + " password opens no new connection from then on. The same request"
                            + " completes what was interrupted.")
    @APIResponse(
            responseCode = "201",
            description = "What a Kafka client of the service needs",
            content =
                    @Content(
                            schema = @Schema(implementation = KafkaCredentials.class),
                            examples = @ExampleObject(name = "caf-92", value = KAFKA)))
    @APIResponse(responseCode = "404", description = "There is no such service")
    @APIResponse(responseCode = "422", description = "The platform team makes these doors here")
    @APIResponse(responseCode = "503", description = "The broker is away: nothing holds yet")
    public Response openKafkaDoor(@PathParam("slug") String slug) {
        var credentials = doors.open(existing(slug).slug());
        audit.note(caller.client(), "kafka-credentials-renewed", slug);
        return Response.status(Response.Status.CREATED)
                .cacheControl(notStored())
                .entity(credentials)
                .build();
    }

    private Tenant existing(String slug) {
        return services.active(slug)
                .orElseThrow(
                        () -> Problem.notFound("there is no service with this slug").refused());
    }

    private static CacheControl notStored() {
        var control = new CacheControl();
        control.setNoStore(true);
        return control;
    }

    /** What is sent to create a service. */
    @Schema(name = "ServiceDescription")
    record Description(
            @Schema(required = true, examples = "caf-92") @Nullable String slug,
            @Schema(required = true, examples = "CAF des Hauts-de-Seine") @Nullable String name,
            @Schema(required = true, examples = "numerique@caf92.example") @Nullable String contact,
            @Schema(
                            required = true,
                            examples = "contact@caf92.example",
                            description = "A mailbox that people of the service read")
                    @Nullable String replyTo,
            @Schema(
                            description =
                                    "Whether it gets topics and a user of its own on the broker",
                            defaultValue = "false")
                    @Nullable Boolean kafka) {}

    /** A service as it is shown. */
    @Schema(name = "Service")
    record View(
            String slug,
            String name,
            String contact,
            String replyTo,
            @Nullable String from,
            Instant createdAt,
            @Nullable Credentials credentials,
            @Nullable KafkaCredentials kafka) {

        static View of(
                Tenant tenant,
                @Nullable Credentials credentials,
                @Nullable KafkaCredentials kafka) {
            return new View(
                    tenant.slug(),
                    tenant.name(),
                    tenant.contact(),
                    tenant.replyTo(),
                    tenant.from(),
                    tenant.createdAt(),
                    credentials,
                    kafka);
        }
    }

    /** All services. */
    @Schema(name = "Services")
    record Listing(List<View> items) {}
}
