// MIT licence, https://github.com/OWNER/atlas-integrations-mock
package com.example;

import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.*;
import java.net.URI;
import java.net.http.*;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.*;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

public class AtlasMock implements BeforeEachCallback, AfterEachCallback {
    private static final String SANDBOXES = "/_mock/v1/sandboxes";
    private static final String TOKEN =
        System.getenv().getOrDefault("ATLAS_MOCK_CONTROL_TOKEN", "a-token-for-tests");
    // Sends the token to the mock only: without a proxy, and by default it follows no redirect.
    private static final HttpClient CLIENT =
        HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    // Why there is no mock.
    private static String problem;
    // Keeps its input open.
    private static Process mock;
    public static final String URL = address();
    public JsonNode sandbox;
    public String organization, project, ownerToken, readerToken;

    public void beforeEach(ExtensionContext context) throws Exception {
        if (problem != null) Assertions.fail(problem);
        var method = context.getRequiredTestMethod().getName();
        var shown = context.getDisplayName();
        var name = context.getRequiredTestClass().getName().replaceFirst(".*[.]", "") + "."
            + (shown.startsWith(method + "(") ? shown : method + " " + shown);
        var body = new ObjectMapper().createObjectNode().put("name", name).toString();
        sandbox = send("POST", SANDBOXES, "Bearer " + TOKEN, body);
        organization = sandbox.at("/id").asText();
        project = sandbox.at("/projects/0/id").asText();
        ownerToken = accessToken(sandbox.at("/owner/serviceAccount"));
        readerToken = accessToken(sandbox.at("/reader/serviceAccount"));
        // The token requests are not those of the test.
        control("DELETE", "/requests", "");
    }

    public void afterEach(ExtensionContext context) throws Exception {
        if (organization == null) return;
        try {
            if (context.getExecutionException().isPresent()) {
                System.out.println(control("GET", "/requests.txt?limit=50&folded=true", "").asText());
            }
            control("DELETE", "", "");
        } catch (AssertionError removed) {
            // The test has removed its sandbox.
        }
    }

    public void addFault(String fault) throws Exception {
        control("POST", "/faults", fault);
    }

    /** Fails the test if a fault never fired. */
    public void assertFired() throws Exception {
        var idle = new ArrayList<String>();
        for (var fault : control("GET", "/faults?fired=false", "").at("/results")) {
            var name = fault.path("name").asText(fault.at("/id").asText());
            idle.add(name + " (" + fault.at("/effect/type").asText() + ")");
        }
        if (!idle.isEmpty()) Assertions.fail("faults that never fired: " + String.join(", ", idle));
    }

    /** Moves the sandbox's clock forward, by whole milliseconds. */
    public void advance(Duration by) throws Exception {
        control("POST", "/clock/advance", "{\"milliseconds\":" + by.toMillis() + "}");
    }

    public void verify(String expectation) throws Exception {
        var result = control("POST", "/requests/verify", expectation);
        if (!result.at("/pass").asBoolean()) Assertions.fail(result.at("/message").asText());
    }

    /** Calls the control plane for the sandbox. Returns JSON, or the text of another response as a text node. */
    public JsonNode control(String method, String path, String body) throws Exception {
        return send(method, SANDBOXES + "/" + organization + path, "Bearer " + TOKEN, body);
    }

    private static String accessToken(JsonNode account) throws Exception {
        var credentials = account.at("/clientId").asText() + ":" + account.at("/clientSecret").asText();
        var basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
        var token = send("POST", "/api/oauth/token", basic, "grant_type=client_credentials");
        return token.at("/access_token").asText();
    }

    private static JsonNode send(String method, String path, String caller, String body) throws Exception {
        HttpResponse<String> response = null;
        try {
            // The control plane ignores Content-Type.
            var request = HttpRequest.newBuilder(URI.create(URL + path))
                .headers("Authorization", caller, "Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build();
            response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | IllegalArgumentException error) {
            Assertions.fail("no mock at " + URL + ": " + error);
        }
        Assertions.assertTrue(response.statusCode() < 300, method + " " + path + ": " + response.body());
        var isJson = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return isJson ? new ObjectMapper().readTree(response.body()) : TextNode.valueOf(response.body());
    }

    private static String address() {
        var url = System.getenv().getOrDefault("ATLAS_MOCK_URL", "");
        if (!url.isEmpty()) return url.replaceFirst("/+$", "");
        try {
            return start();
        } catch (IOException missing) {
            // There is no atlas-mock in PATH.
        }
        var container = new GenericContainer<>("atlas-integrations-mock").withExposedPorts(8080)
            .withEnv("ATLAS_MOCK_CONTROL_TOKEN", TOKEN).waitingFor(Wait.forHealthcheck());
        try {
            container.start();
        } catch (RuntimeException error) {
            problem = "no mock: set ATLAS_MOCK_URL, add atlas-mock to PATH, or start Docker with the image ("
                + error.getMessage() + ")";
            return "";
        }
        return "http://" + container.getHost() + ":" + container.getMappedPort(8080);
    }

    /** Starts atlas-mock from PATH. It ends with its input, which ends with this process. */
    private static String start() throws IOException {
        var errors = File.createTempFile("atlas-mock", ".txt");
        errors.deleteOnExit();
        mock = new ProcessBuilder("atlas-mock", "exec", "--host", "127.0.0.1", "--port", "0", "--",
            "sh", "-c", "echo \"$ATLAS_MOCK_URL\"; exec cat").redirectError(errors).start();
        var url = mock.inputReader().readLine();
        if (url != null) return url;
        problem = "atlas-mock did not start a mock: " + Files.readString(errors.toPath()).strip();
        return "";
    }
}
