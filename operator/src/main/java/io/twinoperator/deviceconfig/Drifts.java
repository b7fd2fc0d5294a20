package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec.Drift;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.DriftPolicy;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The drift found in one pass, and what is done about it; pure.
 *
 * @param corrected set back by this pass
 * @param left left as it is, because nothing else is asked for
 * @param exhausted left as it is, because it has come back too often
 * @param resumesAt when the first of those may be corrected again
 */
record Drifts(
    List<DriftedLeaf> corrected,
    List<DriftedLeaf> left,
    List<DriftedLeaf> exhausted,
    Optional<Instant> resumesAt) {

  /** No drift. */
  static final Drifts NONE = new Drifts(List.of(), List.of(), List.of(), Optional.empty());

  /** Decides about each leaf that has drifted. */
  static Drifts decide(DeviceObservation observation, Diff diff, Seen seen) {
    Drift policy = observation.spec().driftOrDefault();
    List<DriftedLeaf> found = found(diff, seen);
    if (found.isEmpty()) {
      return NONE;
    }
    if (policy.policyOrDefault() == DriftPolicy.Report) {
      return left(found);
    }
    DriftLog log = DriftLog.of(observation);
    List<DriftedLeaf> corrected = new ArrayList<>();
    List<DriftedLeaf> exhausted = new ArrayList<>();
    found.forEach(
        leaf ->
            (log.isExhausted(leaf, policy.maxCorrections(), observation.now())
                    ? exhausted
                    : corrected)
                .add(leaf));
    return new Drifts(
        corrected,
        List.of(),
        exhausted,
        exhausted.stream()
            .flatMap(leaf -> log.resumesAt(leaf).stream())
            .min(Comparator.naturalOrder()));
  }

  /** Drift that is only told of. */
  static Drifts left(List<DriftedLeaf> leaves) {
    return new Drifts(List.of(), leaves, List.of(), Optional.empty());
  }

  /** The leaves that have drifted. */
  static List<DriftedLeaf> found(Diff diff, Seen seen) {
    return Comparison.sets(diff)
        .filter(set -> set.cause() == Cause.DRIFT)
        .map(set -> DriftedLeaf.of(set.path(), set.value(), seen))
        .toList();
  }

  /** Drift that is there after this pass. */
  List<DriftedLeaf> standing() {
    return Stream.concat(left.stream(), exhausted.stream()).toList();
  }

  /** The leaves that are left as they are. */
  Set<LeafPath> standingPaths() {
    return standing().stream().map(DriftedLeaf::path).collect(Collectors.toSet());
  }

  /** The same after the corrections have been made. */
  Drifts afterCorrection() {
    return new Drifts(List.of(), left, exhausted, resumesAt);
  }
}
