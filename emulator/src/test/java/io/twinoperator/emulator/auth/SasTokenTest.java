package io.twinoperator.emulator.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SasTokenTest {

  private static final byte[] KEY = DevelopmentKey.bytes();

  @Test
  void theDevelopmentKeyIs32PlainBytes() {
    assertThat(new String(KEY, StandardCharsets.US_ASCII))
        .isEqualTo("twin-operator-emulator-dev-key-1");
  }

  @Test
  void readsATokenOfTheVendorsNodeClient() {
    SasToken token =
        SasToken.parse(
                "SharedAccessSignature sr=Hub.azure-devices.net%2Fdevices%2Fd1"
                    + "&sig=abc%2Bd%3D&se=1700000000")
            .orElseThrow();

    assertThat(token.host()).isEqualTo("hub.azure-devices.net");
    assertThat(token.path()).isEqualTo("/devices/d1");
    assertThat(token.signature()).isEqualTo("abc+d=");
    assertThat(token.policy()).isEmpty();
    assertThat(token.expiry()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
  }

  @Test
  void theSignatureCoversTheResourceAsItWasSent() {
    // The Java device client sends sr last and not URL-encoded.
    String sr = "hub.azure-devices.net/devices/d1";
    byte[] mac = mac(sr + "\n1700000000");
    String sig = Base64.getEncoder().encodeToString(mac).replace("+", "%2B").replace("=", "%3D");

    SasToken token =
        SasToken.parse("SharedAccessSignature sig=" + sig + "&se=1700000000&sr=" + sr)
            .orElseThrow();

    assertThat(token.signedBy(KEY)).isTrue();
    assertThat(token.signedBy("another key".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void refusesWhatIsNoToken() {
    assertThat(
            List.of(
                "",
                "Bearer abc",
                "SharedAccessSignature",
                "SharedAccessSignaturesr=a&sig=b&se=1",
                "SharedAccessSignature sr=a&sig=b",
                "SharedAccessSignature sr=a&sig=b&se=soon",
                "SharedAccessSignature sr=a&sig=b&se=99999999999999999999",
                "SharedAccessSignature sr=a&sig=b&se=9223372036854775807",
                "SharedAccessSignature sr=a&sig=%zz&se=1",
                "SharedAccessSignature sr=a&sig=b&se=1&se=2",
                "SharedAccessSignature &&&",
                "SharedAccessSignature sr&sig&se"))
        .allSatisfy(text -> assertThat(SasToken.parse(text)).as(text).isEmpty());
  }

  @Test
  void neverShowsTheSignature() {
    SasToken token = SasToken.sign("h", Optional.of("service"), Instant.ofEpochSecond(1), KEY);
    assertThat(token.toString()).doesNotContain(token.signature()).contains("service");
  }

  @Test
  void readsHostNamesWithPortsAndBrackets() {
    assertThat(SasToken.hostOf("LocalHost:8443")).isEqualTo("localhost");
    assertThat(SasToken.hostOf("[::1]:8443")).isEqualTo("::1");
    assertThat(SasToken.hostOf("::1")).isEqualTo("::1");
    assertThat(SasToken.hostOf("[broken")).isEqualTo("[broken");
    assertThat(SasToken.hostOf("")).isEmpty();
  }

  @Property
  void anyTextIsReadOrRefusedButNeverThrows(@ForAll @StringLength(max = 200) String text) {
    assertThat(SasToken.parse(text)).isNotNull();
    SasToken.parse("SharedAccessSignature " + text)
        .ifPresent(token -> assertThat(token.signedBy(KEY)).isFalse());
  }

  @Property
  void almostTokensNeverThrowAndNeverPass(@ForAll("almostTokens") String text) {
    SasToken.parse(text)
        .ifPresent(
            token -> {
              assertThat(token.signedBy(KEY)).isFalse();
              assertThat(token.host()).isNotNull();
              assertThat(token.path()).isNotNull();
            });
  }

  @Property
  void noChangeOfASignedTokenPassesForAnother(
      @ForAll @IntRange(max = 400) int at,
      @ForAll @IntRange(max = 3) int removed,
      @ForAll("insertions") String inserted) {
    SasToken signed =
        SasToken.sign("hub/devices/d 1", Optional.of("device"), Instant.ofEpochSecond(17), KEY);
    String header = signed.header();
    int from = at % header.length();
    int to = Math.min(header.length(), from + removed);

    SasToken.parse(header.substring(0, from) + inserted + header.substring(to))
        .filter(token -> token.signedBy(KEY))
        .ifPresent(
            token -> {
              assertThat(token.rawResource()).isEqualTo(signed.rawResource());
              assertThat(token.rawExpiry()).isEqualTo(signed.rawExpiry());
              assertThat(token.expiry()).isEqualTo(signed.expiry());
            });
  }

  @Property
  void whatIsSignedIsReadBackInAnyOrder(
      @ForAll("resources") String resource,
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long expiry,
      @ForAll("orders") List<Integer> order) {
    SasToken signed =
        SasToken.sign(resource, Optional.of("service"), Instant.ofEpochSecond(expiry), KEY);
    String[] parts = signed.header().substring("SharedAccessSignature ".length()).split("&", -1);
    String shuffled = String.join("&", order.stream().map(i -> parts[i]).toArray(String[]::new));

    SasToken read = SasToken.parse("SharedAccessSignature " + shuffled).orElseThrow();

    assertThat(read).isEqualTo(signed);
    assertThat(read.signedBy(KEY)).isTrue();
  }

  @Provide
  Arbitrary<String> insertions() {
    return Arbitraries.of(
        "", "0", "%", "%3", "%20", "+", "&", "=", "&se=18", "&sr=x", "&sig=", " ", "\n", "\u0000",
        "é");
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3);
  }

  @Provide
  Arbitrary<String> resources() {
    Arbitrary<String> host =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars(".-")
            .ofMinLength(1)
            .ofMaxLength(40);
    Arbitrary<String> path = Arbitraries.of("", "/devices/a b", "/twins/ü#?%+&=", "/");
    return Combinators.combine(host, path).as(String::concat);
  }

  @Provide
  Arbitrary<String> almostTokens() {
    Arbitrary<String> name = Arbitraries.of("sr", "sig", "se", "skn", "SR", "", " sr", "x");
    Arbitrary<String> value =
        Arbitraries.of("", "h", "%", "%zz", "a%2Fb", "17", "-1", "99999999999999999999", "=", "é");
    return Combinators.combine(name, value)
        .as((n, v) -> n + "=" + v)
        .list()
        .ofMaxSize(6)
        .map(pairs -> "SharedAccessSignature " + String.join("&", pairs));
  }

  private static byte[] mac(String text) {
    try {
      javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
      mac.init(new javax.crypto.spec.SecretKeySpec(KEY, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
