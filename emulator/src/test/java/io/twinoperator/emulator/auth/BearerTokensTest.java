package io.twinoperator.emulator.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokensTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final KeyPair TENANT = keys();

  private final Authorizer authorizer =
      new Authorizer(
          () -> NOW,
          new PolicyKeys(),
          Optional.of(new BearerTokens(TENANT.getPublic(), () -> NOW)));

  @Test
  void aGoodTokenOpensTheHub() {
    assertThat(check("Bearer " + token(TENANT, "RS256", claims(BearerTokens.AUDIENCE, -10, 10))))
        .isInstanceOf(Access.Granted.class);
    assertThat(check("bearer " + token(TENANT, "RS256", claims(BearerTokens.AUDIENCE, 0, 1))))
        .isInstanceOf(Access.Granted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://iothubs.azure.net, -10, 0, expired",
    "https://iothubs.azure.net, 1, 10, not valid yet",
    "https://management.azure.com, -10, 10, https://management.azure.com"
  })
  void aTokenForAnotherTimeOrAudienceIsDenied(String audience, int from, int until, String words) {
    assertDenied("Bearer " + token(TENANT, "RS256", claims(audience, from, until)), words);
  }

  @Test
  void aForgedTokenIsDenied() {
    String claims = claims(BearerTokens.AUDIENCE, -10, 10);
    String good = token(TENANT, "RS256", claims);

    assertDenied("Bearer " + token(keys(), "RS256", claims), "trusted key");
    assertDenied("Bearer " + token(TENANT, "none", claims), "trusted key");
    assertDenied("Bearer " + good.substring(0, good.lastIndexOf('.') + 1), "trusted key");
    assertDenied("Bearer x", "no JWT");
    assertDenied("Bearer !.!.!", "no JWT");
  }

  private Access check(String header) {
    return authorizer.check(
        Optional.of(header), Set.of("localhost"), "/twins/a", Permission.SERVICE_CONNECT);
  }

  private void assertDenied(String header, String words) {
    assertThat(check(header)).isInstanceOf(Access.Denied.class);
    assertThat(((Access.Denied) check(header)).reason()).contains(words);
  }

  private static String claims(String audience, int from, int until) {
    return "{\"aud\":\"%s\",\"nbf\":%d,\"exp\":%d}"
        .formatted(audience, NOW.getEpochSecond() + from, NOW.getEpochSecond() + until);
  }

  private static String token(KeyPair signer, String algorithm, String claims) {
    String text = encoded("{\"alg\":\"" + algorithm + "\"}") + "." + encoded(claims);
    try {
      Signature signing = Signature.getInstance("SHA256withRSA");
      signing.initSign(signer.getPrivate());
      signing.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64.encodeToString(signing.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
