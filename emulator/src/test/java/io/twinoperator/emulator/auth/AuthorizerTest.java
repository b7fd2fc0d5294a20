package io.twinoperator.emulator.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizerTest {

  private static final Instant NOW = Instant.parse("2026-02-15T08:00:00Z");
  private static final Set<String> HUB = Set.of("hub.azure-devices.net");

  private final Authorizer authorizer =
      new Authorizer(() -> NOW, new PolicyKeys(), Optional.empty());

  @Test
  void grantsWhatThePolicyAllows() {
    assertThat(check(token("HUB.azure-devices.net", "service"), Permission.SERVICE_CONNECT))
        .isEqualTo(new Access.Granted(SharedAccessPolicy.SERVICE));
  }

  @ParameterizedTest
  @CsvSource({
    "iothubowner,       true,  true,  true,  true",
    "service,           false, false, true,  false",
    "device,            false, false, false, true",
    "registryRead,      true,  false, false, false",
    "registryReadWrite, true,  true,  false, false"
  })
  void eachPolicyHasItsPermissions(
      String policy, boolean read, boolean write, boolean service, boolean device) {
    assertThat(granted(policy, Permission.REGISTRY_READ)).isEqualTo(read);
    assertThat(granted(policy, Permission.REGISTRY_WRITE)).isEqualTo(write);
    assertThat(granted(policy, Permission.SERVICE_CONNECT)).isEqualTo(service);
    assertThat(granted(policy, Permission.DEVICE_CONNECT)).isEqualTo(device);
  }

  @Test
  void refusesWithAReasonThatNamesTheThing() {
    assertDenied(Optional.empty(), "missing");
    assertDenied(Optional.of("Bearer x"), "SharedAccessSignature sr=");
    assertDenied(token("other.azure-devices.net", "service"), "other.azure-devices.net");
    assertDenied(token("hub.azure-devices.net", "nobody"), "'nobody'");
    assertDenied(signed("hub.azure-devices.net", Optional.empty(), NOW.plusSeconds(9)), "skn");
    assertDenied(signed("hub.azure-devices.net", Optional.of("service"), NOW), "expired at " + NOW);
    assertDenied(token("hub.azure-devices.net", "registryRead"), "SERVICE_CONNECT");
    String wrongKey =
        SasToken.sign(
                "hub.azure-devices.net",
                Optional.of("service"),
                NOW.plusSeconds(9),
                "wrong".getBytes(StandardCharsets.UTF_8))
            .header();
    assertDenied(Optional.of(wrongKey), "not made with the policy's key");
  }

  @Test
  void aTokenForAPathOpensThatPathAlone() {
    Optional<String> token = token("hub.azure-devices.net/twins/a", "service");
    assertThat(authorizer.check(token, HUB, "/twins/a", Permission.SERVICE_CONNECT))
        .isInstanceOf(Access.Granted.class);
    assertThat(authorizer.check(token, HUB, "/twins/a/methods", Permission.SERVICE_CONNECT))
        .isInstanceOf(Access.Granted.class);
    assertThat(authorizer.check(token, HUB, "/twins/ab", Permission.SERVICE_CONNECT))
        .isInstanceOf(Access.Denied.class);
  }

  @Test
  void renewedKeysAreGoodAndTheOldOneIsNot() {
    PolicyKeys keys = new PolicyKeys();
    Authorizer renewed = new Authorizer(() -> NOW, keys, Optional.empty());
    Optional<String> old = token("hub.azure-devices.net", "service");
    byte[] key = "a new key".getBytes(StandardCharsets.UTF_8);
    Optional<String> young =
        Optional.of(
            SasToken.sign("hub.azure-devices.net", Optional.of("service"), NOW.plusSeconds(9), key)
                .header());

    keys.replace(Base64.getEncoder().encodeToString(key));
    assertThat(renewed.check(young, HUB, "/twins/a", Permission.SERVICE_CONNECT))
        .isInstanceOf(Access.Granted.class);
    assertThat(renewed.check(old, HUB, "/twins/a", Permission.SERVICE_CONNECT))
        .isInstanceOf(Access.Denied.class);

    keys.replace(Base64.getEncoder().encodeToString(key), DevelopmentKey.BASE64);
    assertThat(renewed.check(old, HUB, "/twins/a", Permission.SERVICE_CONNECT))
        .as("a second key is good too")
        .isInstanceOf(Access.Granted.class);
    assertThatThrownBy(keys::replace).isInstanceOf(IllegalArgumentException.class);
  }

  private boolean granted(String policy, Permission permission) {
    return check(token("hub.azure-devices.net", policy), permission) instanceof Access.Granted;
  }

  private void assertDenied(Optional<String> header, String words) {
    assertThat(check(header, Permission.SERVICE_CONNECT))
        .isInstanceOf(Access.Denied.class)
        .extracting(access -> ((Access.Denied) access).reason())
        .asInstanceOf(STRING)
        .contains(words);
  }

  private Access check(Optional<String> header, Permission permission) {
    return authorizer.check(header, HUB, "/twins/a", permission);
  }

  private static Optional<String> token(String resource, String policy) {
    return signed(resource, Optional.of(policy), NOW.plusSeconds(3600));
  }

  private static Optional<String> signed(String resource, Optional<String> policy, Instant expiry) {
    return Optional.of(SasToken.sign(resource, policy, expiry, DevelopmentKey.bytes()).header());
  }
}
