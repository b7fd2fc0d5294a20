package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubException.AlreadyExists;
import io.twinoperator.hub.HubException.Conflict;
import io.twinoperator.hub.HubException.Forbidden;
import io.twinoperator.hub.HubException.Invalid;
import io.twinoperator.hub.HubException.JobSlotsTaken;
import io.twinoperator.hub.HubException.NotFound;
import io.twinoperator.hub.HubException.TooLarge;
import io.twinoperator.hub.HubException.Unauthorized;
import io.twinoperator.hub.HubException.Unavailable;
import io.twinoperator.hub.HubException.Unknown;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way in which a call can fail, provoked at the hub and seen at the object: condition,
 * reason, when it is tried again, and the event that tells of it.
 */
@OnApiServer
class HubErrorsTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);
  private static final Instant TEN_PM = Instant.parse("2026-03-01T22:00:00Z");
  private static final String SECOND_HOST = "second.azure-devices.net";

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
    configs = new DeviceConfigs(cluster, "production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  /** What a hub does to a call, and what the object says of it. */
  enum Provoked {
    NOT_FOUND(
        "PATCH_TWIN,status=404", NotFound.class, "NotFound", "Reconciling", "PT1M", "Warning"),
    UNAUTHORIZED(
        "GET_TWIN,status=401", Unauthorized.class, "Unauthorized", "Stalled", "PT1H", "Warning"),
    UNAUTHORIZED_TO_WRITE(
        "PATCH_TWIN,status=401", Unauthorized.class, "Unauthorized", "Stalled", "PT1H", "Warning"),
    FORBIDDEN("GET_TWIN,code=403010", Forbidden.class, "Forbidden", "Stalled", "PT1H", "Warning"),
    JOB_SLOTS_TAKEN(
        "PATCH_TWIN,code=429004",
        JobSlotsTaken.class,
        "JobSlotsTaken",
        "Reconciling",
        "PT30S",
        "Normal"),
    CONFLICT("PATCH_TWIN,status=412", Conflict.class, "Conflict", "Reconciling", "PT2S", "Warning"),
    ALREADY_EXISTS(
        "PATCH_TWIN,code=409001",
        AlreadyExists.class,
        "AlreadyExists",
        "Stalled",
        "PT1H",
        "Warning"),
    INVALID("PATCH_TWIN,code=400004", Invalid.class, "Refused", "Stalled", "PT1H", "Warning"),
    NOT_ALLOWED("PATCH_TWIN,code=405000", Invalid.class, "Refused", "Stalled", "PT1H", "Warning"),
    TOO_LARGE("PATCH_TWIN,code=413001", TooLarge.class, "TooLarge", "Stalled", "PT1H", "Warning"),
    UNAVAILABLE(
        "GET_TWIN,status=503", Unavailable.class, "Unavailable", "Reconciling", "PT1S", "Warning"),
    SERVER_ERROR(
        "PATCH_TWIN,status=500",
        Unavailable.class,
        "Unavailable",
        "Reconciling",
        "PT1S",
        "Warning"),
    GATEWAY_TIMEOUT(
        "PATCH_TWIN,status=504",
        Unavailable.class,
        "Unavailable",
        "Reconciling",
        "PT1S",
        "Warning"),
    RESET(
        "PATCH_TWIN,reset=before",
        Unavailable.class,
        "Unavailable",
        "Reconciling",
        "PT1S",
        "Warning"),
    UNKNOWN(
        "GET_TWIN,garble=before", Unknown.class, "UnknownAnswer", "Reconciling", "PT1S", "Warning"),
    UNKNOWN_ON_WRITE(
        "PATCH_TWIN,garble=before",
        Unknown.class,
        "UnknownAnswer",
        "Reconciling",
        "PT1S",
        "Warning");

    private final String fault;
    private final Class<? extends HubException> failure;
    private final String reason;
    private final String standing;
    private final String retry;
    private final String event;

    Provoked(
        String fault,
        Class<? extends HubException> failure,
        String reason,
        String standing,
        String retry,
        String event) {
      this.fault = fault;
      this.failure = failure;
      this.reason = reason;
      this.standing = standing;
      this.retry = retry;
      this.event = event;
    }

    String device() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource
  void isSaidOfTheObjectAndHealsWhenTheHubDoes(Provoked provoked) {
    String device = provoked.device();
    cluster.createDevice(device, AT_ONCE);
    long fault = fault("operation=" + provoked.fault + ",device=" + device);
    configs.apply(device, "{desired: {a: 1}}");

    DeviceConfig config = configs.awaitReady(device, "False", provoked.reason);
    assertThat(abnormal(config)).isEqualTo(provoked.standing);
    assertThat(condition(config, "Ready").getMessage()).contains(device);
    assertThat(cluster.twin(device, "/properties/desired/a").isMissingNode()).isTrue();
    assertThat(cluster.hubCalls().refusals(device)).hasOnlyElementsOfType(provoked.failure);
    expect(device, provoked.reason, provoked.standing, provoked.retry, provoked.event);

    heal(fault, device);
    configs.awaitReady(device, "True", "Converged");
    assertThat(cluster.twin(device, "/properties/desired/a").intValue()).isEqualTo(1);
  }

  /** A hub of its own, since a 429 slows down everybody who calls the same one. */
  @Test
  void aThrottledHubIsSaidOfANewSpecAtOnce() {
    fault("operation=GET_TWIN,status=429,hub=" + SECOND_HOST);
    DeviceConfig config = applyOn("throttling", SECOND_HOST, "throttled", "Throttled");

    assertThat(abnormal(config)).isEqualTo("Reconciling");
    expect("throttled", "Throttled", "Reconciling", "PT10S", "Warning");
  }

  /** A hub of its own: a quota is that of the whole hub. */
  @Test
  void aQuotaThatIsUsedUpIsWaitedForUntilMidnight() {
    fault("operation=PATCH_TWIN,code=403002,hub=" + TestCluster.EXAMPLE_HOST);
    DeviceConfig config =
        applyOn("used-up", TestCluster.EXAMPLE_HOST, "over-quota", "QuotaExceeded");

    assertThat(abnormal(config)).isEqualTo("Reconciling");
    assertThat(condition(config, "Ready").getMessage()).contains("00:00 UTC");
    expect("over-quota", "QuotaExceeded", "Reconciling", "PT2H", "Warning");
  }

  private static DeviceConfig applyOn(String hub, String host, String device, String reason) {
    cluster
        .emulator()
        .hub(host)
        .identities()
        .create(ClientId.device(device), JsonNodeFactory.instance.objectNode());
    cluster.putSecret(
        hub + "-key", Map.of("connectionString", cluster.emulator().connectionString(host)));
    cluster.putSecret(hub + "-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(cluster.hubYaml(hub, host, cluster.emulator().endpoint().uri().toString()));
    var own = new DeviceConfigs(cluster, hub);
    own.apply(device, "{desired: {a: 1}}");
    return own.awaitReady(device, "False", reason);
  }

  private static long fault(String rule) {
    return cluster.emulator().faults().add(FaultText.parse(rule));
  }

  /** The row that the operator used is that of the very failure that the hub's answer became. */
  private static void expect(
      String device, String reason, String standing, String retry, String event) {
    HubFailure used =
        cluster.hubCalls().refusals(device).stream()
            .map(HubFailure::of)
            .filter(failure -> failure.reason().equals(reason))
            .findFirst()
            .orElseThrow();
    assertThat(used.standing().condition()).isEqualTo(standing);
    assertThat(used.retry().delay(TEN_PM, 0, 0)).isEqualTo(Duration.parse(retry));
    assertThat(used.event())
        .hasValueSatisfying(
            told -> {
              assertThat(told.type().word()).isEqualTo(event);
              assertThat(told.reason()).isEqualTo(reason);
            });
  }

  /** No way to fail is left out above, but the one that is no hub's doing. */
  @Test
  void everyWayToFailIsProvoked() {
    Set<Class<?>> provoked =
        Arrays.stream(Provoked.values()).map(one -> one.failure).collect(Collectors.toSet());
    provoked.addAll(Set.of(HubException.Throttled.class, HubException.QuotaExceeded.class));
    provoked.add(HubException.Suspended.class); // SuspendedHubTest

    assertThat(provoked).isEqualTo(Set.of(HubException.class.getPermittedSubclasses()));
  }

  private static void heal(long fault, String device) {
    cluster.emulator().faults().remove(fault);
    // Some of them are tried again in an hour; a person who has mended it says so.
    configs.edit(
        device,
        config ->
            config
                .getMetadata()
                .setAnnotations(Map.of("twin-operator.io/reconcile-requested-at", "now")));
  }

  private static String abnormal(DeviceConfig config) {
    List<String> abnormal =
        config.getStatus().conditions().stream()
            .filter(one -> Set.of("Reconciling", "Stalled").contains(one.getType()))
            .map(Condition::getType)
            .toList();
    assertThat(abnormal).hasSize(1);
    return abnormal.get(0);
  }

  @ParameterizedTest
  @CsvSource({"reset=after", "garble=after", "'status=503,when=after'"})
  void aWriteWhoseAnswerIsLostIsMadeOnceAndEndsWell(String fault) {
    String device = "lost-" + fault.replaceAll("[^a-z]", "");
    cluster.createDevice(device, AT_ONCE);
    fault("operation=PATCH_TWIN,count=1,device=" + device + "," + fault);
    long before = desiredVersion(device);

    configs.apply(device, "{desired: {a: 1}}");
    configs.awaitReady(device, "True", "Converged");

    assertThat(cluster.hubCalls().refusals(device)).hasSize(1);
    assertThat(desiredVersion(device)).as("one effective write").isEqualTo(before + 1);
    assertThat(cluster.hubCalls().patches(device)).as("and no other was tried").isEqualTo(1);
    assertThat(condition(configs.get(device), "Drifted").getReason()).isEqualTo("NoDrift");
  }

  @Test
  void aCorrectionWhoseAnswerIsLostIsToldAsACorrection() {
    String device = "lost-correction";
    cluster.createDevice(device, AT_ONCE);
    configs.apply(device, "{desired: {a: 1}}");
    configs.awaitReady(device, "True", "Converged");
    fault("operation=PATCH_TWIN,count=1,reset=after,device=" + device);
    long before = desiredVersion(device);

    cluster.patchTwin(device, "{\"properties\":{\"desired\":{\"a\":9}}}");

    await()
        .untilAsserted(
            () ->
                assertThat(condition(configs.get(device), "Drifted").getReason())
                    .isEqualTo("Corrected"));
    configs.awaitReady(device, "True", "Converged");
    assertThat(condition(configs.get(device), "Drifted").getMessage()).contains("9");
    assertThat(cluster.hubCalls().refusals(device)).hasSize(1);
    assertThat(desiredVersion(device)).as("theirs and ours").isEqualTo(before + 2);
  }

  private static long desiredVersion(String device) {
    return cluster.twin(device, "/properties/desired/$version").longValue();
  }
}
