package io.twinoperator.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.auth.SharedAccessPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Requests of the service API, signed once, as a back end sends them. */
public final class HubRequests {
  private static final String VERSION = "?api-version=2021-04-12";
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

  private final HttpHeaders common;

  /**
   * @param port the server's, for the header {@code Host}
   */
  public HubRequests(int port) {
    String token =
        SasToken.sign(
                "localhost",
                Optional.of(SharedAccessPolicy.SERVICE.policyName()),
                Instant.now().plus(TOKEN_LIFETIME),
                DevelopmentKey.bytes())
            .header();
    this.common =
        new DefaultHttpHeaders()
            .add(HttpHeaderNames.HOST, "localhost:" + port)
            .add(HttpHeaderNames.AUTHORIZATION, token)
            .add(HttpHeaderNames.ACCEPT, "application/json")
            .add(HttpHeaderNames.USER_AGENT, "benchmarks");
  }

  /** Reads a twin. */
  public FullHttpRequest twin(String deviceId) {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        HttpMethod.GET,
        "/twins/" + deviceId + VERSION,
        Unpooled.EMPTY_BUFFER,
        common,
        EmptyHttpHeaders.INSTANCE);
  }

  /**
   * Patches a twin on a condition.
   *
   * @param ifMatch a quoted etag, or {@code *}
   * @param body JSON text
   */
  public FullHttpRequest patch(String deviceId, String ifMatch, String body) {
    HttpHeaders headers = common.copy().add(HttpHeaderNames.IF_MATCH, ifMatch);
    return withBody(HttpMethod.PATCH, "/twins/" + deviceId + VERSION, headers, body);
  }

  /** Asks for the first page of a query. */
  public FullHttpRequest query(String text) {
    return withBody(
        HttpMethod.POST, "/devices/query" + VERSION, common.copy(), "{\"query\":\"" + text + "\"}");
  }

  private static FullHttpRequest withBody(
      HttpMethod method, String target, HttpHeaders headers, String body) {
    ByteBuf content = Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8));
    headers
        .add(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
        .add(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1, method, target, content, headers, EmptyHttpHeaders.INSTANCE);
  }
}
