package fr.gouv.notifications.gateway.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;

import com.github.tomakehurst.wiremock.WireMockServer;

/** Plays the part of Keycloak that keeps clients. The real one plays in the acceptance stories. */
public final class Keycloak {

    private static final String CLIENTS = "/auth/admin/realms/notifications/clients";

    /** Knows no client of this service until one is created. */
    public static void knowsNothingOf(WireMockServer server, String slug) {
        server.stubFor(
                get(urlPathEqualTo(CLIENTS))
                        .withQueryParam("clientId", equalTo("service-" + slug))
                        .inScenario(slug)
                        .whenScenarioStateIs(STARTED)
                        .willReturn(okJson("[]")));
        server.stubFor(
                post(urlPathEqualTo(CLIENTS))
                        .inScenario(slug)
                        .whenScenarioStateIs(STARTED)
                        .willSetStateTo("created")
                        .willReturn(aResponse().withStatus(201)));
        knows(server, slug, "created");
    }

    /** Refuses to do anything. */
    public static void isAway(WireMockServer server) {
        server.stubFor(
                any(urlPathMatching(CLIENTS + ".*"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(500)));
    }

    private static void knows(WireMockServer server, String slug, String state) {
        server.stubFor(
                get(urlPathEqualTo(CLIENTS))
                        .withQueryParam("clientId", equalTo("service-" + slug))
                        .inScenario(slug)
                        .whenScenarioStateIs(state)
                        .willReturn(
                                okJson(
                                        "[{\"id\":\"id-"
                                                + slug
                                                + "\",\"clientId\":\"service-"
                                                + slug
                                                + "\",\"surprise\":true}]")));
        server.stubFor(
                post(urlPathEqualTo(CLIENTS + "/id-" + slug + "/client-secret"))
                        .willReturn(
                                okJson("{\"type\":\"secret\",\"value\":\"s3cret-" + slug + "\"}")));
    }

    private Keycloak() {}
}
