package io.twinoperator.hub.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.twinoperator.emulator.auth.SasToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A hub's service API, bare: for what the operator's port hides. */
final class RestHub {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI base;
  private final String host;
  private final byte[] key;

  private RestHub(HttpClient client, URI base, String host, byte[] key) {
    this.client = client;
    this.base = base;
    this.host = host;
    this.key = key;
  }

  /** An answer; a body that is no JSON is missing. */
  record Reply(HttpResponse<String> http, JsonNode json) {
    int status() {
      return http.statusCode();
    }

    Optional<String> header(String name) {
      return http.headers().firstValue(name);
    }

    /** For a line of a report: status and what the hub said. */
    String describe() {
      return status() + " " + json.path("Message").asText(http.body());
    }
  }

  /**
   * @param base scheme, host and port
   * @param host the hub's own name, which tokens are signed for
   * @param key of the policy {@code iothubowner}
   */
  static RestHub of(URI base, String host, byte[] key, SSLContext trust) {
    return new RestHub(HttpClient.newBuilder().sslContext(trust).build(), base, host, key);
  }

  Reply send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    String token =
        SasToken.sign(host, Optional.of("iothubowner"), Instant.now().plusSeconds(600), key)
            .header();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path + "?api-version=2021-04-12"))
            .timeout(TIMEOUT)
            .header("Authorization", token)
            .header("Content-Type", "application/json; charset=utf-8")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(response, json(response.body()));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException noJson) {
      return MissingNode.getInstance();
    }
  }

  static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
