package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.JobCharacters;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.MergePatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By which lanes devices may be written now, and how many by each. {@code Auto} patches small and
 * mandatory waves, since a patch is conditional and can be stopped; larger ones go by both lanes at
 * once, which a hub throttles apart.
 */
final class Lanes {
  /** Patches in one pass at most: a pass must stay short, however fast a hub is. */
  static final int PATCHES_PER_PASS = 400;

  /** A job for fewer devices takes longer to begin than patches take to end. */
  private static final int LEAST_JOB = 10;

  private final RolloutSpec spec;
  private final LaneRoom room;
  private final int freeSlots;

  Lanes(RolloutSpec spec, LaneRoom room, List<Batch> open) {
    this.spec = spec;
    this.room = room;
    int taken = (int) open.stream().filter(batch -> batch.lane() == Lane.JOB).count();
    this.freeSlots = Math.max(0, room.jobs() - taken);
  }

  /** Whether jobs may write devices of a wave; of none, deferred devices after the last one. */
  boolean usesJobs(Optional<PlannedWave> wave) {
    return switch (spec.writing().mode()) {
      case Job -> true;
      case TwinPatch -> false;
      case Auto ->
          wave.filter(planned -> planned.devices() > spec.writing().maxDevicesPerJob())
                  .filter(planned -> planned.tolerance() == Tolerance.POLICY)
                  .isPresent()
              && isFitForJobs(spec);
    };
  }

  /** Whether patches may. */
  boolean usesPatches() {
    return switch (spec.writing().mode()) {
      case Job -> false;
      case TwinPatch, Auto -> true;
    };
  }

  /** Whether every name and value is in the characters that jobs take. */
  static boolean isFitForJobs(RolloutSpec spec) {
    List<LeafChange> all =
        Stream.concat(
                spec.change().set().entrySet().stream()
                    .<LeafChange>map(
                        leaf ->
                            new LeafChange.SetLeaf(
                                leaf.getKey(), leaf.getValue(), Cause.FIRST_SIGHT)),
                spec.change().remove().stream().map(LeafChange.RemoveLeaf::new))
            .toList();
    MergePatch patch = MergePatch.of(all);
    return JobCharacters.check(patch.tags(), patch.desired()).isEmpty();
  }

  /** Devices that patches can take in this pass. */
  int patches() {
    return usesPatches() ? Math.min(PATCHES_PER_PASS, room.patches()) : 0;
  }

  /**
   * Devices that the next job takes of so many that are left; beside patches no more than so that
   * both lanes end together.
   */
  int jobDevices(Optional<PlannedWave> wave, int left) {
    if (!usesJobs(wave) || freeSlots == 0) {
      return 0;
    }
    int most = Math.min(left, spec.writing().maxDevicesPerJob());
    if (!usesPatches()) {
      return most;
    }
    double both = room.jobDevicesPerSecond() + room.patchesPerSecond();
    int share = (int) (left * room.jobDevicesPerSecond() / both);
    return share < LEAST_JOB ? 0 : Math.min(most, share);
  }

  /** Jobs that may be created in this pass. */
  int freeSlots() {
    return freeSlots;
  }

  /** What is waited for if neither lane takes anything. */
  Limit scarce() {
    return usesPatches() ? Limit.HUB_BUDGET : Limit.JOB_SLOTS;
  }
}
