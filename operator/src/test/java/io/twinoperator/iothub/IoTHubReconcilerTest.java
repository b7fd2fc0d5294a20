package io.twinoperator.iothub;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SeenConfiguration;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SeenConfigurations;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * IoTHubs with every kind of access that does not work, and what becomes of it when it is mended.
 */
@OnApiServer
class IoTHubReconcilerTest {

  private static final String SECRET_KEY =
      Base64.getEncoder().encodeToString("not it".getBytes(StandardCharsets.UTF_8));

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void aHubThatAnswersIsReadyWithItsLimitsAndItsSize() {
    // A host of its own: IoTHubs of one host keep the lowest limits that one of them asks for.
    String host = "second.azure-devices.net";
    cluster
        .emulator()
        .hub(host)
        .identities()
        .create(ClientId.device("counted"), JsonNodeFactory.instance.objectNode());
    cluster.putSecret(
        "fine-key", Map.of("connectionString", cluster.emulator().connectionString(host)));
    cluster.putSecret("fine-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(cluster.hubYaml("fine", host, cluster.emulator().endpoint().uri().toString()));

    awaitReady(IoTHub.class, "fine", "True", "Connected");
    IoTHub hub = get(IoTHub.class, "fine");

    assertThat(hub.getStatus().deviceCount()).isPositive();
    assertThat(hub.getStatus().limits().twinReadsPerSecond()).isEqualTo(70);
    assertThat(hub.getStatus().limits().activeJobs()).isEqualTo(1);
    assertThat(cluster.statusWrites(hub)).isEqualTo(1);
  }

  @Test
  void theConfigurationsOfTheHubAreNamedStrongestFirst() {
    for (int i = 0; i < 22; i++) {
      configure("second.azure-devices.net", "fleet-%02d".formatted(i), i);
    }
    cluster.putSecret(
        "managed-key",
        Map.of(
            "connectionString", cluster.emulator().connectionString("second.azure-devices.net")));
    cluster.putSecret("managed-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(
        cluster.hubYaml(
            "managed", "second.azure-devices.net", cluster.emulator().endpoint().uri().toString()));

    awaitReady(IoTHub.class, "managed", "True", "Connected");
    SeenConfigurations seen = get(IoTHub.class, "managed").getStatus().configurations();
    assertThat(seen.count()).isEqualTo(22);
    assertThat(seen.strongest()).hasSize(20);
    assertThat(seen.strongest().get(0))
        .isEqualTo(new SeenConfiguration("fleet-21", 21, "tags.floor = 21"));
    assertThat(seen.message()).isNull();
  }

  private static void configure(String host, String id, int priority) {
    cluster
        .emulator()
        .hub(host)
        .configurations()
        .create(
            id,
            (ObjectNode)
                TestCluster.json(
                    """
                    {"id":"%s","schemaVersion":"1.0","priority":%d,"targetCondition":"tags.floor = %d",
                     "content":{"deviceContent":{"properties.desired.interval":10}}}
                    """
                        .formatted(id, priority, priority)));
  }

  /** That of Azure's policy service may read and write twins, and not the registry. */
  @Test
  void aKeyWithoutTheRightToReadTheRegistryIsEnough() {
    cluster.registerDevice("counted-by-query");
    cluster.putSecret(
        "modest-key",
        Map.of(
            "connectionString",
            cluster.emulator().connectionString("localhost").replace("iothubowner", "service")));
    cluster.putSecret("modest-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(
        cluster.hubYaml("modest", "localhost", cluster.emulator().endpoint().uri().toString()));

    awaitReady(IoTHub.class, "modest", "True", "Connected");
    assertThat(get(IoTHub.class, "modest").getStatus().deviceCount()).isPositive();
  }

  /** That of registryRead counts devices, and no more. */
  @Test
  void configurationsThatMayNotBeReadAreSaidToBeUnread() {
    cluster.putSecret(
        "blind-key",
        Map.of(
            "connectionString",
            cluster
                .emulator()
                .connectionString(TestCluster.EXAMPLE_HOST)
                .replace("iothubowner", "registryRead")));
    cluster.putSecret("blind-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(
        cluster.hubYaml(
            "blind", TestCluster.EXAMPLE_HOST, cluster.emulator().endpoint().uri().toString()));

    awaitReady(IoTHub.class, "blind", "True", "Connected");
    assertThat(get(IoTHub.class, "blind").getStatus().configurations().message())
        .contains("listing configurations", "401");
  }

  /** Outside a pod of Azure there is no token file, and a Secret in its place heals it. */
  @Test
  void anIdentityWithoutATokenFileIsToldWhatIsMissing() {
    cluster.createHub("identified");
    awaitReady(IoTHub.class, "identified", "True", "Connected");
    String withSecret =
        cluster.hubYaml("identified", "localhost", cluster.emulator().endpoint().uri().toString());
    cluster.apply(
        withSecret.replace(
            "{secretRef: {name: identified-key}}",
            "{workloadIdentity: {clientId: 11111111-2222-3333-4444-555555555555,"
                + " tenantId: 66666666-7777-8888-9999-000000000000}}"));

    await()
        .untilAsserted(
            () ->
                assertThat(ready(get(IoTHub.class, "identified")).getMessage())
                    .contains(
                        "11111111-2222-3333-4444-555555555555",
                        "azure-identity-token",
                        "pod labelled"));
    assertThat(ready(get(IoTHub.class, "identified")).getReason()).isEqualTo("Unauthorized");

    cluster.apply(withSecret);
    awaitReady(IoTHub.class, "identified", "True", "Connected");
  }

  /** One answer that is an error does not make a hub unready that answers again at once. */
  @Test
  void aHubThatIsAwayForAMomentStaysReady() {
    cluster.createHub("flickering");
    awaitReady(IoTHub.class, "flickering", "True", "Connected");
    long fault =
        cluster
            .emulator()
            .faults()
            .add(FaultText.parse("operation=DEVICE_STATISTICS,status=503,count=1"));
    cluster
        .client()
        .resource(get(IoTHub.class, "flickering"))
        .edit(
            hub -> {
              hub.getMetadata()
                  .setAnnotations(Map.of("twin-operator.io/reconcile-requested-at", "now"));
              return hub;
            });

    await()
        .untilAsserted(
            () ->
                assertThat(get(IoTHub.class, "flickering").getStatus().lastHandledReconcileAt())
                    .isEqualTo("now"));
    awaitReady(IoTHub.class, "flickering", "True", "Connected");
    assertThat(cluster.statusWrites(get(IoTHub.class, "flickering")))
        .as("as it began, and the request; nothing in between")
        .isEqualTo(2);
    assertThat(cluster.emulator().faults().all())
        .filteredOn(rule -> rule.id() == fault)
        .allMatch(rule -> rule.fired() == 1);
    cluster.emulator().faults().remove(fault);
  }

  /** A way to get the access wrong. */
  enum Broken {
    SECRET_MISSING("SecretNotFound", "-key in namespace plant", "create it"),
    KEY_MISSING("SecretKeyMissing", "plant/", "key connectionString", "add it"),
    NOT_A_CONNECTION_STRING("InvalidConnectionString", "plant/", "HostName"),
    DEVICE_CONNECTION_STRING("InvalidConnectionString", "DeviceId"),
    OTHER_HOST("HostMismatch", "second.azure-devices.net", "localhost"),
    WRONG_KEY("Unauthorized", "localhost"),
    AUTHORITY_MISSING("SecretNotFound", "-ca in namespace plant", "ca.crt"),
    AUTHORITY_NOT_PEM("InvalidCertificate", "-ca, key ca.crt"),
    UNREACHABLE("Unavailable", "localhost");

    private final String reason;
    private final String words;

    Broken(String reason, String... words) {
      this.reason = reason;
      this.words = String.join("|", words);
    }

    List<String> words() {
      return List.of(words.split("\\|"));
    }

    String hubName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static Stream<Broken> broken() {
    return Stream.of(Broken.values());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void isNamedOnBothKindsAndHealsWhenMended(Broken broken) {
    String name = broken.hubName();
    cluster.createDevice(name, new Behaviour.Apply(Duration.ZERO));
    breakAccess(broken);
    cluster.apply(deviceConfig(name));

    awaitReady(IoTHub.class, name, "False", broken.reason);
    awaitReady(DeviceConfig.class, name, "False", broken.reason);
    assertThat(ready(get(IoTHub.class, name)).getMessage())
        .contains(broken.words())
        .doesNotContain(SECRET_KEY);
    assertThat(ready(get(DeviceConfig.class, name)).getMessage())
        .contains(broken.words())
        .doesNotContain(SECRET_KEY);
    assertThat(cluster.twin(name, "/properties/desired/a").isMissingNode()).isTrue();

    mend(broken);
    awaitReady(IoTHub.class, name, "True", "Connected");
    awaitReady(DeviceConfig.class, name, "True", "Converged");
  }

  private static void breakAccess(Broken broken) {
    String name = broken.hubName();
    String good = cluster.emulator().connectionString("localhost");
    if (broken != Broken.SECRET_MISSING) {
      cluster.putSecret(name + "-key", connectionSecret(broken, good));
    }
    if (broken != Broken.AUTHORITY_MISSING) {
      String pem =
          broken == Broken.AUTHORITY_NOT_PEM ? "nothing of the kind" : cluster.emulator().caPem();
      cluster.putSecret(name + "-ca", Map.of("ca.crt", pem));
    }
    cluster.apply(cluster.hubYaml(name, "localhost", endpoint(broken)));
  }

  private static String endpoint(Broken broken) {
    return switch (broken) {
      case UNREACHABLE -> "https://localhost:1";
      default -> cluster.emulator().endpoint().uri().toString();
    };
  }

  /** What one IoTHub trusts is nobody else's, even at the same host and port. */
  @Test
  void twoIoTHubsOfOneEndpointTrustEachItsOwnAuthority() {
    cluster.createHub("rightly-trusting");
    awaitReady(IoTHub.class, "rightly-trusting", "True", "Connected");
    try (HubEmulator other = HubEmulator.builder().start()) {
      cluster.putSecret(
          "wrongly-trusting-key",
          Map.of("connectionString", cluster.emulator().connectionString("localhost")));
      cluster.putSecret("wrongly-trusting-ca", Map.of("ca.crt", other.caPem()));
    }
    cluster.apply(
        cluster.hubYaml(
            "wrongly-trusting", "localhost", cluster.emulator().endpoint().uri().toString()));

    awaitReady(IoTHub.class, "wrongly-trusting", "False", "Unavailable");
    assertThat(ready(get(IoTHub.class, "wrongly-trusting")).getMessage())
        .contains("not signed by a certificate authority", "caSecretRef");
    cluster.createDevice("trusting", new Behaviour.Apply(Duration.ZERO));
    cluster.apply(
        deviceConfig("trusting").replace("{name: trusting}, d", "{name: rightly-trusting}, d"));
    awaitReady(DeviceConfig.class, "trusting", "True", "Converged");

    cluster.putSecret("wrongly-trusting-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    awaitReady(IoTHub.class, "wrongly-trusting", "True", "Connected");
  }

  /** Two hubs at once: other places, other authorities, other limits. */
  @Test
  void twoHubsHaveTheirOwnAuthoritiesAndBudgets() {
    cluster.createHub("near");
    try (HubEmulator elsewhere = HubEmulator.builder().hosts("elsewhere.example").start()) {
      cluster.putSecret(
          "far-key", Map.of("connectionString", elsewhere.connectionString("elsewhere.example")));
      cluster.putSecret("far-ca", Map.of("ca.crt", elsewhere.caPem()));
      cluster.apply(
          cluster.hubYaml("far", "elsewhere.example", elsewhere.endpoint().uri().toString())
              + "  tier: S3\n  budget: {sharePercent: 10}\n");

      awaitReady(IoTHub.class, "near", "True", "Connected");
      awaitReady(IoTHub.class, "far", "True", "Connected");
      assertThat(get(IoTHub.class, "near").getStatus().limits().twinReadsPerSecond())
          .isNotEqualTo(50);
      assertThat(get(IoTHub.class, "far").getStatus().limits().twinReadsPerSecond()).isEqualTo(50);

      elsewhere
          .hub()
          .identities()
          .create(ClientId.device("abroad"), JsonNodeFactory.instance.objectNode());
      cluster.apply(deviceConfig("abroad").replace("{name: abroad}, d", "{name: far}, d"));
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          elsewhere
                              .hub()
                              .twins()
                              .get(ClientId.device("abroad"))
                              .at("/properties/desired/a")
                              .asInt())
                      .isEqualTo(1));
      // Deleted while its hub is there, so that nothing is left of it for other tests.
      cluster.client().resource(get(DeviceConfig.class, "abroad")).delete();
      cluster.client().resource(get(IoTHub.class, "far")).delete();
    }
  }

  private static Map<String, String> connectionSecret(Broken broken, String good) {
    return switch (broken) {
      case KEY_MISSING -> Map.of("other", good);
      case NOT_A_CONNECTION_STRING -> Map.of("connectionString", "hello");
      case DEVICE_CONNECTION_STRING ->
          Map.of("connectionString", "HostName=localhost;DeviceId=d;SharedAccessKey=" + SECRET_KEY);
      case OTHER_HOST ->
          Map.of(
              "connectionString", cluster.emulator().connectionString("second.azure-devices.net"));
      case WRONG_KEY ->
          Map.of(
              "connectionString",
              "HostName=localhost;SharedAccessKeyName=iothubowner;SharedAccessKey=" + SECRET_KEY);
      case SECRET_MISSING, AUTHORITY_MISSING, AUTHORITY_NOT_PEM, UNREACHABLE ->
          Map.of("connectionString", good);
    };
  }

  private static void mend(Broken broken) {
    String name = broken.hubName();
    cluster.putSecret(
        name + "-key",
        Map.of("connectionString", cluster.emulator().connectionString("localhost")));
    cluster.putSecret(name + "-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    if (broken == Broken.UNREACHABLE) {
      cluster.apply(
          cluster.hubYaml(name, "localhost", cluster.emulator().endpoint().uri().toString()));
    }
  }

  @Test
  void aSecretThatGoesAwayIsNoticed() {
    cluster.createHub("robbed");
    awaitReady(IoTHub.class, "robbed", "True", "Connected");

    Secret secret = cluster.client().secrets().inNamespace(NAMESPACE).withName("robbed-key").get();
    cluster.client().resource(secret).delete();

    awaitReady(IoTHub.class, "robbed", "False", "SecretNotFound");
  }

  private static String deviceConfig(String name) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: %s}, desired: {a: 1}}
        """
        .formatted(name, NAMESPACE, name);
  }

  private static <T extends CustomResource<?, ?>> T get(Class<T> kind, String name) {
    return cluster.client().resources(kind).inNamespace(NAMESPACE).withName(name).get();
  }

  private static void awaitReady(
      Class<? extends CustomResource<?, ?>> kind, String name, String status, String reason) {
    await(kind.getSimpleName() + " " + name)
        .untilAsserted(
            () -> {
              Condition ready = ready(get(kind, name));
              assertThat(ready.getStatus() + "/" + ready.getReason())
                  .as(ready.getMessage())
                  .isEqualTo(status + "/" + reason);
            });
  }

  private static Condition ready(CustomResource<?, ?> object) {
    List<Condition> conditions =
        object instanceof IoTHub hub
            ? hub.getStatus() == null ? List.of() : hub.getStatus().conditions()
            : ((DeviceConfig) object).getStatus() == null
                ? List.of()
                : ((DeviceConfig) object).getStatus().conditions();
    return conditions.stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Ready condition yet"));
  }
}
