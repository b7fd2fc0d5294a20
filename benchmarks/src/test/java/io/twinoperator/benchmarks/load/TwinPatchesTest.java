package io.twinoperator.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinPatchesTest {
  private final TwinPatches patches = new TwinPatches(new HubRequests(1), List.of("a", "b"));

  @Test
  void eachDeviceIsReadOnceAndPatchedOnTheEtagOfItsLastAnswer() {
    assertThat(ask("etag-b")).isEqualTo("GET /twins/b");
    assertThat(ask("etag-a")).isEqualTo("GET /twins/a");
    assertThat(ask("etag-b2")).isEqualTo("PATCH /twins/b \"etag-b\"");
    assertThat(ask("etag-a2")).isEqualTo("PATCH /twins/a \"etag-a\"");
    assertThat(ask("etag-b3")).isEqualTo("PATCH /twins/b \"etag-b2\"");
  }

  @Test
  void noTwoPatchesAreAlike() {
    ask("1");
    ask("2");
    assertThat(bodyOfNext()).isNotEqualTo(bodyOfNext());
  }

  @Test
  void theDeviceEtagIsNotTheTwins() {
    assertThat(TwinPatches.etagOf("{\"deviceEtag\":\"MQ==\",\"etag\":\"AAAAAAAAAAI=\"}"))
        .isEqualTo("AAAAAAAAAAI=");
  }

  @Test
  void anAnswerWithoutEtagIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TwinPatches.etagOf("{}"))
        .withMessageContaining("{}");
  }

  private String bodyOfNext() {
    return patches.next().content().toString(StandardCharsets.UTF_8);
  }

  private String ask(String answeredEtag) {
    FullHttpRequest request = patches.next();
    String twin = "{\"deviceId\":\"x\",\"etag\":\"" + answeredEtag + "\"}";
    patches.answered(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            Unpooled.wrappedBuffer(twin.getBytes(StandardCharsets.UTF_8))));
    String line = request.method() + " " + request.uri().replaceAll("\\?.*", "");
    return request.method().equals(HttpMethod.GET)
        ? line
        : line + " " + request.headers().get("If-Match");
  }
}
