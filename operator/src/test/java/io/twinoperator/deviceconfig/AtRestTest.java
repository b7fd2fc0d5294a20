package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.iothub.Sighting;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which objects a restart leaves alone until the sweep says that their twin has moved. */
class AtRestTest {

  private static final LeafPath PATH = LeafPath.parse("desired.a");

  /** Says nothing of a suspension, as a link that is not ready does. */
  private static final HubLink LINK =
      new HubLink.NotReady(HubLink.Reason.HUB_NOT_FOUND, "there is none");

  private final DeviceConfig config = settledConfig();

  /** An object that has nothing left to do. */
  static DeviceConfig settledConfig() {
    DeviceConfig config = new DeviceConfig();
    config.getMetadata().setNamespace("plant");
    config.getMetadata().setName("self");
    config.getMetadata().setGeneration(3L);
    config.getMetadata().setCreationTimestamp(Observations.SELF.createdAt().toString());
    config.setSpec(Observations.spec("{}", "{a: 1}"));
    config.setStatus(settled());
    return config;
  }

  @Test
  void whatHasConverged() {
    assertThat(isAtRest()).isTrue();
    assertThat(LastSighting.of(Optional.of(settled())))
        .contains(new Sighting.Present("AAAA", 4, ConnectionState.CONNECTED));
  }

  @Test
  void whatIsAwayAndIsNotWaitedFor() {
    config.setStatus(
        settled().toBuilder()
            .conditions(
                conditions("Ready=True/Offline", "Synced=True/Applied", "Converged=False/Offline"))
            .build());

    assertThat(isAtRest()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Ready=False/Pending,  Synced=True/Applied,    Converged=False/Pending, Drifted=False/NoDrift",
    "Ready=True/Pending,   Synced=True/Applied,    Converged=False/Pending, Drifted=False/NoDrift",
    "Ready=True/Converged, Synced=Unknown/Blind,   Converged=True/Converged, Drifted=False/NoDrift",
    "Ready=False/Conflict, Synced=False/Conflict,  Converged=True/Converged, Drifted=False/NoDrift",
    "Ready=True/Converged, Synced=True/Applied,    Converged=True/Converged, Drifted=True/Changed",
  })
  void notWhatIsUnfinished(String ready, String synced, String converged, String drifted) {
    config.setStatus(
        settled().toBuilder().conditions(conditions(ready, synced, converged, drifted)).build());

    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notAnotherGeneration() {
    config.getMetadata().setGeneration(4L);

    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notWhatIsAskedToBeReconciled() {
    config.getMetadata().setAnnotations(Map.of(Api.RECONCILE_REQUESTED_AT, "now"));

    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notWhatWasSuspended() {
    config.setSpec(Observations.suspended(config.getSpec()));

    assertThat(isAtRest()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true, false", "'', false", "false, true"})
  void notWhatIsHeldSince(String hold, boolean atRest) {
    config.getMetadata().setAnnotations(Map.of(Api.HOLD, hold));

    assertThat(isAtRest()).isEqualTo(atRest);
  }

  @Test
  void notWhatIsOnlyToBeObservedEvenIfItsGenerationWereReported() {
    config.setSpec(Observations.with(config.getSpec(), "{mode: Observe}"));

    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notWhatBelongsToAHubThatIsSuspendedSince() {
    assertThat(
            AtRest.holds(
                config,
                Optional.of(Standstill.HUB_SUSPENDED),
                () -> Optional.of(DeviceClaims.NONE)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Observed", "Held", "HubSuspended"})
  void notWhatWasStoppedAndMayGoOn(String reason) {
    config.setStatus(
        settled().toBuilder()
            .conditions(
                conditions(
                    "Ready=True/" + reason,
                    "Synced=True/Matches",
                    "Converged=True/Converged",
                    "Drifted=False/NoDrift"))
            .build());

    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notWhatHasNoStatusOrNeverSawItsTwin() {
    config.setStatus(settled().toBuilder().etag(null).build());
    assertThat(isAtRest()).isFalse();

    config.setStatus(null);
    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notAnotherValueThanWasApplied() {
    config.setSpec(Observations.spec("{}", "{a: 2}"));
    assertThat(isAtRest()).isFalse();

    config.setSpec(Observations.spec("{t: 1}", "{a: 1}"));
    assertThat(isAtRest()).isFalse();

    config.setSpec(Observations.spec("{}", "{}"));
    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notAWriteThatIsNotKnownToHaveBeenMade() {
    config.setStatus(
        settled().toBuilder()
            .managed(
                ManagedLeaves.toStatus(List.of(AppliedLeaf.intended(PATH, Observations.json("1")))))
            .build());

    assertThat(isAtRest()).isFalse();
  }

  @Test
  void notALeafThatAnOlderObjectHasComeToClaim() {
    Claim own = new Claim(Observations.SELF, PATH);
    Claim elders = new Claim(Observations.ELDER, PATH);

    assertThat(
            AtRest.holds(
                config, Optional.empty(), () -> Optional.of(DeviceClaims.of(List.of(own)))))
        .isTrue();
    assertThat(
            AtRest.holds(
                config, Optional.empty(), () -> Optional.of(DeviceClaims.of(List.of(own, elders)))))
        .isFalse();
  }

  @Test
  void aMissingDeviceWasSeenToBeMissing() {
    DeviceConfigStatus missing =
        settled().toBuilder().conditions(conditions("Synced=Unknown/DeviceNotFound")).build();

    assertThat(LastSighting.of(Optional.of(missing))).contains(new Sighting.Absent());
  }

  private boolean isAtRest() {
    return AtRest.holds(config, Standstill.of(config, LINK), () -> Optional.of(DeviceClaims.NONE));
  }

  private static DeviceConfigStatus settled() {
    return DeviceConfigStatus.builder()
        .conditions(
            conditions(
                "Ready=True/Converged",
                "Synced=True/Applied",
                "Converged=True/Converged",
                "Drifted=False/NoDrift"))
        .observedGeneration(3L)
        .deviceId("self")
        .etag("AAAA")
        .desiredVersion(7L)
        .reportedVersion(4L)
        .connectionState("Connected")
        .managed(
            ManagedLeaves.toStatus(
                List.of(new AppliedLeaf(PATH, JsonValues.hash(Observations.json("1")), 7))))
        .build();
  }

  private static List<Condition> conditions(String... texts) {
    List<Condition> conditions = new ArrayList<>();
    Stream.of(texts)
        .map(text -> text.split("[=/]"))
        .forEach(
            parts ->
                conditions.add(
                    new ConditionBuilder()
                        .withType(parts[0])
                        .withStatus(parts[1])
                        .withReason(parts[2])
                        .build()));
    return conditions;
  }
}
