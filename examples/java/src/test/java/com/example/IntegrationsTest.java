package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.*;
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IntegrationsTest {
    static final String DATADOG = "{\"apiKey\":\"0123456789abcdef0123456789abcdef\"}";

    @RegisterExtension
    final AtlasMock atlas = new AtlasMock();

    @Test
    void rejectsASecondIntegrationOfTheSameType() throws Exception {
        assertEquals(200, create(atlas.ownerToken, DATADOG).statusCode());
        var response = create(atlas.ownerToken, DATADOG);
        assertEquals(409, response.statusCode());
        assertEquals("INTEGRATION_ALREADY_CONFIGURED", json(response).at("/errorCode").asText());
    }

    @Test
    void returnsACreatedIntegrationWithARedactedKey() throws Exception {
        assertEquals(200, create(atlas.ownerToken, DATADOG).statusCode());
        var integration = json(send(request(atlas.ownerToken).build()));
        assertEquals("*".repeat(28) + "cdef", integration.at("/apiKey").asText());
        assertEquals("US", integration.at("/region").asText());
    }

    @Test
    void rejectsAWriteByAReader() throws Exception {
        var response = create(atlas.readerToken, DATADOG);
        assertEquals(401, response.statusCode());
        assertEquals("USER_UNAUTHORIZED", json(response).at("/errorCode").asText());
    }

    @Test
    void rejectsAKeyThatIsTooShort() throws Exception {
        var response = create(atlas.ownerToken, "{\"apiKey\":\"abc\"}");
        assertEquals(400, response.statusCode());
        assertEquals("INVALID_DATADOG_API_KEY", json(response).at("/errorCode").asText());
    }

    @Test
    void retriesAfterA503() throws Exception {
        atlas.addFault("""
            {
              "match": { "operation": "createGroupIntegration" },
              "effect": { "type": "status", "status": 503 },
              "when": { "first": 1 }
            }""");
        assertEquals(200, create(atlas.ownerToken, DATADOG).statusCode());
        atlas.verify("""
            { "match": { "operation": "createGroupIntegration" }, "count": 2 }""");
    }

    @Test
    void sendsTheConfiguredKeyOnce() throws Exception {
        create(atlas.ownerToken, DATADOG);
        atlas.verify("""
            {
              "match": {
                "operation": "createGroupIntegration",
                "integrationType": "DATADOG",
                "body": { "apiKey": "0123456789abcdef0123456789abcdef" }
              },
              "count": 1
            }""");
    }

    /** The client under test: retries once after a 503. */
    HttpResponse<String> create(String token, String settings) throws Exception {
        var request = request(token).POST(BodyPublishers.ofString(settings)).build();
        var response = send(request);
        return response.statusCode() == 503 ? send(request) : response;
    }

    HttpRequest.Builder request(String token) {
        var path = "/api/atlas/v2/groups/" + atlas.project + "/integrations/DATADOG";
        return HttpRequest.newBuilder(URI.create(AtlasMock.URL + path))
            .header("Accept", "application/vnd.atlas.2023-01-01+json")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    }

    static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
