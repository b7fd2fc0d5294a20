package io.twinoperator.hub.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.transport.TransportUtils;
import com.microsoft.azure.sdk.iot.service.transport.http.HttpMethod;
import com.microsoft.azure.sdk.iot.service.transport.http.HttpRequest;
import com.microsoft.azure.sdk.iot.service.transport.http.HttpResponse;
import io.twinoperator.hub.HubException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Requests over the transport of the vendor's SDK, which its clients are made of: its headers, its
 * API version, its errors. The answers stay the JSON that the hub sent, with every number as it was
 * written.
 */
final class HubRequests {

  /** The vendor's own default, in seconds; no call of ours asks the hub to wait for a device. */
  private static final int TIMEOUT_SECONDS = 24;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Endpoint endpoint;
  private final Trust trust;
  private final Authorization authorization;
  private final InstantSource clock;

  /** Requests to one hub. */
  HubRequests(Endpoint endpoint, Trust trust, Authorization authorization, InstantSource clock) {
    this.endpoint = endpoint;
    this.trust = trust;
    this.authorization = authorization;
    this.clock = clock;
  }

  /**
   * A request.
   *
   * @param path begins with a slash and may end in a query; ids in it are {@linkplain #segment
   *     encoded}
   */
  record Request(
      HttpMethod method, String path, Optional<JsonNode> body, Map<String, String> headers) {}

  /**
   * What the hub answered.
   *
   * @param headers by lower-cased name
   */
  record Answer(JsonNode body, Map<String, String> headers) {}

  /**
   * An id as one segment of a path: the SDK puts ids into URLs as they are, and {@code #} would cut
   * one short.
   */
  static String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sends a request and waits for the answer, 48 seconds at most. */
  Answer send(HubCall call, Request request) throws HubException {
    String header = authorization.header();
    OneRequest sent = new OneRequest(trust);
    HttpResponse response;
    try {
      response = prepared(request, sent, header).send();
    } catch (IotHubUnauthorizedException e) {
      throw AzureErrors.unauthorized(
          call, e, authorization.doubt(), ClockDifference.of(clock.instant(), sent.answeredAt()));
    } catch (IotHubException | IOException | RuntimeException e) {
      throw AzureErrors.translate(call, e);
    }
    return new Answer(json(call, response), response.getHeaderFields());
  }

  private HttpRequest prepared(Request request, OneRequest opening, String header)
      throws IOException {
    byte[] body =
        request.body().isPresent() ? JSON.writeValueAsBytes(request.body().get()) : new byte[0];
    HttpRequest prepared =
        new HttpRequest(opening.url(url(request.path())), request.method(), body, header);
    prepared.setConnectTimeoutSeconds(TIMEOUT_SECONDS);
    prepared.setReadTimeoutSeconds(TIMEOUT_SECONDS);
    prepared.setHeaders(request.headers());
    return prepared;
  }

  private String url(String path) {
    char separator = path.indexOf('?') < 0 ? '?' : '&';
    return "https://"
        + endpoint
        + path
        + separator
        + "api-version="
        + TransportUtils.IOTHUB_API_VERSION;
  }

  private static JsonNode json(HubCall call, HttpResponse response) throws HubException {
    try {
      return JSON.readTree(response.getBody());
    } catch (JsonProcessingException e) {
      throw new HubException.Unknown(
          "%s: the hub answered %d with something that is not JSON"
              .formatted(call, response.getStatus()));
    } catch (IOException e) {
      throw AzureErrors.translate(call, e);
    }
  }
}
