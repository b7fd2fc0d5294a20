package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class ShownTargetTest {
  private static final String TOKEN =
      Caller.token("localhost", "service", Instant.parse("2030-01-01T00:00:00Z"));
  private static final String SIGNATURE = TOKEN.replaceAll(".*sig=([^&]*).*", "$1");

  @Example
  void whatIsHarmlessIsShown() {
    assertThat(ShownTarget.of("/devices?top=5&api-version=2021-04-12"))
        .isEqualTo("/devices?top=5&api-version=2021-04-12");
    assertThat(ShownTarget.of("/jobs/v2/query?jobType=a&other=b&c"))
        .isEqualTo("/jobs/v2/query?jobType=a&other=…&…");
    assertThat(ShownTarget.of("/" + "x".repeat(500))).hasSize(201).endsWith("…");
  }

  @Property
  void aTokenIsNotShownWhereverItStands(
      @ForAll @AlphaChars @StringLength(min = 1, max = 10) String name) {
    String encoded = URLEncoder.encode(TOKEN, StandardCharsets.UTF_8);
    for (String token : new String[] {TOKEN, encoded}) {
      for (String target :
          new String[] {
            "/twins/d?" + token,
            "/twins/d?" + name + "=" + token,
            "/twins/d?api-version=" + token,
            "/twins/d?" + token + "=" + name,
            "/" + token,
            "/" + name + "/" + token + "?" + name
          }) {
        assertThat(ShownTarget.of(target))
            .doesNotContain(SIGNATURE)
            .doesNotContain(URLEncoder.encode(SIGNATURE, StandardCharsets.UTF_8));
      }
    }
  }
}
