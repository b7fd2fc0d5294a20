package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import io.twinoperator.twin.JsonValues;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells a status that means something new from one that does not; pure. A device may report every
 * second, in its values and in its own words, and none of that may become a stream of writes to the
 * API server.
 */
final class StatusNews {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Reasons of conditions that tell of leaves. */
  private static final Set<String> ABOUT_LEAVES =
      Stream.concat(
              Stream.of(Readiness.SYNCED_IS_ENOUGH),
              Arrays.stream(LeafState.values()).map(LeafState::name))
          .collect(Collectors.toUnmodifiableSet());

  private StatusNews() {}

  /** How soon a status is to be written. */
  enum Urgency {
    /** A condition, a state, a leaf that is managed, a conflict: at once. */
    AT_ONCE,
    /** The device has come or gone, and nothing hangs on it: as soon as its turn comes. */
    IN_TURN,
    /** The mirror, observed values, the device's words, the etag: in its turn, and seldom. */
    SELDOM,
    /** Nothing is new, or nothing but the count of the device's reports. */
    NEVER
  }

  /** How soon the next status is to be written over the previous one. */
  static Urgency of(Optional<DeviceConfigStatus> previous, DeviceConfigStatus next) {
    if (previous.isEmpty() || !isOfSameSpec(previous.get(), next)) {
      return Urgency.AT_ONCE; // Told apart first: what follows writes both as JSON.
    }
    DeviceConfigStatus before = timeless(previous.get());
    DeviceConfigStatus after = timeless(next);
    if (isEqual(before, after)) {
      return Urgency.NEVER;
    }
    if (!isEqual(bare(before), bare(after))) {
      return Urgency.AT_ONCE;
    }
    return Objects.equals(before.connectionState(), after.connectionState())
        ? Urgency.SELDOM
        : Urgency.IN_TURN;
  }

  private static boolean isOfSameSpec(DeviceConfigStatus a, DeviceConfigStatus b) {
    return Objects.equals(a.observedGeneration(), b.observedGeneration());
  }

  /** By content: an API server stores 20.0 as 20, and that must not look like news. */
  private static boolean isEqual(DeviceConfigStatus a, DeviceConfigStatus b) {
    return a.equals(b) || JsonValues.equal(MAPPER.valueToTree(a), MAPPER.valueToTree(b));
  }

  /** Without what changes with each look or each report, and tells nothing by itself. */
  private static DeviceConfigStatus timeless(DeviceConfigStatus status) {
    ReportedMirror mirror = status.mirror();
    return status.toBuilder()
        .reportedVersion(null)
        .mirror(
            mirror == null
                ? null
                : new ReportedMirror(
                    mirror.reported(), mirror.omitted(), mirror.omittedCount(), ""))
        .build();
  }

  /** Without all that a device can change as often as it likes. */
  private static DeviceConfigStatus bare(DeviceConfigStatus status) {
    List<LeafConvergence> leaves = status.convergence();
    return status.toBuilder()
        .conditions(status.conditions().stream().map(StatusNews::bare).toList())
        .convergence(leaves == null ? null : leaves.stream().map(StatusNews::bare).toList())
        .desiredVersion(null)
        .etag(null)
        .connectionState(null)
        .mirror(null)
        .build();
  }

  /** A message about leaves quotes what the device reports and says. */
  private static Condition bare(Condition condition) {
    return ABOUT_LEAVES.contains(condition.getReason())
        ? new ConditionBuilder(condition).withMessage("").build()
        : condition;
  }

  private static LeafConvergence bare(LeafConvergence leaf) {
    return new LeafConvergence(
        leaf.path(), leaf.state(), leaf.expected(), null, leaf.code(), null, leaf.awaitedSince());
  }
}
