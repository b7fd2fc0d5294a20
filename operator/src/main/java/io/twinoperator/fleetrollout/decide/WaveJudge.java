package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;

/**
 * Decides whether a wave is done. A wave succeeds on evidence: nothing in flight, enough devices
 * converged by this rollout, and the share of converged among decided devices at its threshold.
 * Devices that are left alone or offline are no evidence.
 */
final class WaveJudge {
  private WaveJudge() {}

  /** What the devices of a wave say together. */
  enum Finding {
    /** Devices are to be released, or have not answered. */
    UNDER_WAY,
    /** All conditions are met. */
    MEETS,
    /** Every device is decided, and too few converged. */
    MISSES,
    /** Too few devices could show whether the change works. */
    LACKS_EVIDENCE
  }

  /**
   * Judges a wave.
   *
   * @param failed devices of it that count as failed and that nobody has accepted
   */
  static Finding judge(PlannedWave wave, Tally tally, int failed) {
    if (tally.of(MemberState.PENDING) > 0 || tally.awaited() > 0) {
      return Finding.UNDER_WAY;
    }
    if (tally.total() == 0) {
      return Finding.LACKS_EVIDENCE;
    }
    int decided = failed + tally.converged();
    if (decided > 0 && tally.converged() * 100L < (long) wave.successPercent() * decided) {
      return Finding.MISSES;
    }
    return tally.converged() >= Math.min(wave.minConverged(), Math.max(1, tally.total()))
        ? Finding.MEETS
        : Finding.LACKS_EVIDENCE;
  }

  /** Says of a wave that misses its threshold how. */
  static String describeMiss(PlannedWave wave, Tally tally, int failed) {
    return "wave %s: %d of %d decided devices converged; its success threshold is %d%%"
        .formatted(
            wave.name(), tally.converged(), tally.converged() + failed, wave.successPercent());
  }
}
