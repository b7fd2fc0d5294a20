package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.tls.Trust;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Calls an emulator over its socket as any HTTP client would. */
public final class Caller {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final URI endpoint;
  private final HttpClient client;
  private final String resource;

  private Caller(URI endpoint, HttpClient client, String resource) {
    this.endpoint = endpoint;
    this.client = client;
    this.resource = resource;
  }

  public static Caller of(HubEmulator emulator) {
    HttpClient client = HttpClient.newBuilder().sslContext(Trust.only(emulator.caPem())).build();
    return new Caller(emulator.endpoint().uri(), client, "localhost");
  }

  /** The same with tokens for another resource. */
  Caller forResource(String other) {
    return new Caller(endpoint, client, other);
  }

  public static String token(String resource, String policy, Instant expiry) {
    return SasToken.sign(resource, Optional.of(policy), expiry, DevelopmentKey.bytes()).header();
  }

  public Reply get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  public Reply send(String method, String path, String body, String... headers) {
    return sendAs(
        token(resource, "iothubowner", Instant.now().plusSeconds(60)), method, path, body, headers);
  }

  public Reply sendAs(
      String authorization, String method, String path, String body, String... headers) {
    String separator = path.contains("?") ? "&" : "?";
    return raw(method, path + separator + "api-version=2021-04-12", body, authorization, headers);
  }

  public Reply raw(
      String method, String target, String body, String authorization, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + target))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Reply(client.send(request.build(), BodyHandlers.ofString()));
    } catch (java.io.IOException e) {
      throw new AssertionError(method + " " + target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public record Reply(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (java.io.IOException e) {
        throw new AssertionError(response.body(), e);
      }
    }
  }
}
