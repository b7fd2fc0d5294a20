package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class UrlTextTest {

  @Property
  void decodesWhatWasEncoded(@ForAll @StringLength(max = 50) String text) {
    String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String encoded = URLEncoder.encode(wellFormed, StandardCharsets.UTF_8).replace("+", "%20");
    assertThat(UrlText.decode(encoded)).contains(wellFormed);
  }

  @Property
  void anyPathIsRoutedOrRefused(
      @ForAll @StringLength(max = 40) String path, @ForAll @StringLength(max = 8) String method) {
    assertThat(Route.of(method, path)).isNotNull();
    assertThat(Route.of("GET", "/twins/" + path)).isNotNull();
    assertThat(UrlText.parameters(path)).isNotNull();
  }

  @Test
  void brokenEncodingIsNoText() {
    assertThat(UrlText.decode("%")).isEmpty();
    assertThat(UrlText.decode("%4")).isEmpty();
    assertThat(UrlText.decode("%g0")).isEmpty();
    assertThat(UrlText.decode("%ff")).isEmpty();
    assertThat(UrlText.decode("a%20+b")).contains("a +b");
  }

  @Test
  void readsParameters() {
    assertThat(UrlText.parameters("a=1&b=%26&&c&a=2").orElseThrow())
        .containsEntry("a", "1")
        .containsEntry("b", "&")
        .containsEntry("c", "")
        .hasSize(3);
  }
}
