package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.testing.TokenEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is called under an identity of Entra ID, through the vendor's identity library. */
class WorkloadIdentityTest {

  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final WorkloadIdentity IDENTITY =
      new WorkloadIdentity(
          "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000");

  /** The library renews what lasts five minutes at most. */
  private static final Duration TWO_SECONDS_OF_USE = Duration.ofSeconds(302);

  private final TokenEndpoint entra = new TokenEndpoint();
  private final HubEmulator emulator =
      HubEmulator.builder().hosts(HOST.name()).entraSigner(entra.signer()).start();

  @TempDir private Path directory;
  private Path tokenFile;
  private Hub hub;

  @BeforeEach
  void connect() throws Exception {
    tokenFile = directory.resolve("azure-identity-token");
    Files.writeString(tokenFile, "of-the-service-account-1\n");
    hub =
        AzureHubs.install(
                InstantSource.system(),
                new EntraSettings(tokenFile, entra.authorityHost(), Optional.of(entra.caPem())))
            .connect(
                HOST,
                IDENTITY,
                Optional.of(new Endpoint("localhost", emulator.httpsPort())),
                Optional.of(emulator.caPem()));
  }

  @AfterEach
  void stop() {
    emulator.close();
    entra.close();
  }

  @Test
  void oneTokenServesManyCallsAndIsForIotHubsScope() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(hub.deviceCount()).isZero();
    }

    assertThat(entra.requests()).hasSize(1);
    assertThat(entra.requests().get(0))
        .containsAllEntriesOf(
            Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                IDENTITY.clientId(),
                "client_assertion",
                "of-the-service-account-1"))
        .hasEntrySatisfying("scope", scope -> assertThat(scope).contains(EntraTokens.SCOPE));
  }

  @Test
  void aTokenIsRenewedInTheMiddleOfTraffic() {
    entra.lifetime(TWO_SECONDS_OF_USE);

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              assertThat(hub.deviceCount()).as("each call succeeds").isZero();
              return entra.requests().size() >= 3;
            });
  }

  @Test
  void aRotatedTokenFileCountsAtTheNextRenewal() throws Exception {
    entra
        .lifetime(TWO_SECONDS_OF_USE)
        .refuse(
            form ->
                entra.requests().size() > 1
                        && form.getOrDefault("client_assertion", "").endsWith("-1")
                    ? Optional.of(
                        "AADSTS700024: Client assertion is not within its valid time range.")
                    : Optional.empty());
    assertThat(hub.deviceCount()).isZero();
    Files.writeString(tokenFile, "of-the-service-account-2\n");

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              assertThat(hub.deviceCount()).as("each call succeeds").isZero();
              return assertions()
                  .equals(List.of("of-the-service-account-1", "of-the-service-account-2"));
            });
  }

  private List<String> assertions() {
    return entra.requests().stream()
        .map(form -> form.getOrDefault("client_assertion", ""))
        .distinct()
        .collect(Collectors.toList());
  }

  @Test
  void anIdentityThatEntraDoesNotKnowIsUnauthorizedInEntrasWords() {
    entra.refuse(form -> Optional.of("AADSTS70021: No matching federated identity record found."));

    assertThatThrownBy(hub::deviceCount)
        .isInstanceOf(HubException.Unauthorized.class)
        .hasMessageContaining("AADSTS70021")
        .hasMessageContaining(IDENTITY.clientId())
        .hasMessageContaining(entra.authorityHost().toString())
        .message()
        .doesNotContain("of-the-service-account");
  }

  @Test
  void aTokenThatTheHubRefusesIsUnauthorizedAndSaysThatARoleMayBeMissing() {
    entra.forge();

    assertThatThrownBy(hub::deviceCount)
        .isInstanceOf(HubException.Unauthorized.class)
        .hasMessageContaining("IoT Hub Data Contributor")
        .hasMessageContaining("clock agrees")
        .message()
        .doesNotContain("Bearer ey");
  }

  @Test
  void aTokenFileThatIsNotThereIsUnauthorizedByItsName() throws Exception {
    Files.delete(tokenFile);

    assertThatThrownBy(hub::deviceCount)
        .isInstanceOf(HubException.Unauthorized.class)
        .hasMessageContaining(tokenFile.toString())
        .hasMessageContaining("azure.workload.identity/use");
  }

  @Test
  void anEntraThatIsAwayIsUnavailable() {
    entra.close();

    assertThatThrownBy(hub::deviceCount)
        .isInstanceOf(HubException.Unavailable.class)
        .hasMessageContaining(entra.authorityHost().toString());
  }
}
