package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * In the first wave and in mandatory ones a device that cannot show anything is replaced by the
 * next in order that fits into the wave, so that a canary always shows something.
 */
final class Replacements {
  private final Draft draft;
  private final Map<Integer, Reading> readings;
  private final MemberJudge judge;
  private final SortedMap<Integer, List<String>> made = new TreeMap<>();

  Replacements(Draft draft, Map<Integer, Reading> readings, MemberJudge judge) {
    this.draft = draft;
    this.readings = readings;
    this.judge = judge;
  }

  /** Puts another device in the place of one that cannot be written now; false if none is left. */
  boolean replace(int member, String why) {
    int wave = draft.members().waveOf(member);
    if (!draft.currentWave().equals(Optional.of(wave)) || !isStrict(wave)) {
      return false;
    }
    Optional<Integer> other = next(wave);
    other.ifPresent(
        next -> {
          made.computeIfAbsent(wave, first -> new ArrayList<>())
              .add(
                  "%s %s, replaced by %s"
                      .formatted(draft.deviceId(member), why, draft.deviceId(next)));
          draft.members().swapWaves(member, next);
          expect(next);
        });
    return other.isPresent();
  }

  /** Tells of the replacements of this pass: each is a decision. */
  void tell() {
    made.forEach(
        (wave, replaced) ->
            draft.tell(
                "Replaced",
                "wave %s: %s".formatted(draft.waveName(wave), Words.list("; ", replaced))));
    made.clear();
  }

  private boolean isStrict(int wave) {
    return draft.isFirst(wave) || draft.plan().waves().get(wave).tolerance() == Tolerance.NONE;
  }

  /** Takes one more device into a wave that lacks evidence; false if none is left. */
  boolean reinforce(int wave) {
    Optional<Integer> found = next(wave);
    found.ifPresent(
        member -> {
          draft.tell(
              "Reinforced",
              "wave %s lacks evidence: %s joins it"
                  .formatted(draft.waveName(wave), draft.deviceId(member)));
          draft.members().move(member, wave);
          expect(member);
        });
    return found.isPresent();
  }

  /** A device that was deferred and is back is to be released with its new wave. */
  private void expect(int member) {
    if (draft.state(member) == MemberState.DEFERRED) {
      draft.settle(member, MemberState.PENDING);
    }
  }

  /**
   * The next device in order that no wave up to this one has taken: one that waits, else one that
   * was deferred and is seen to be back.
   */
  private Optional<Integer> next(int wave) {
    return later(wave, MemberState.PENDING).or(() -> later(wave, MemberState.DEFERRED));
  }

  private Optional<Integer> later(int wave, MemberState state) {
    Members members = draft.members();
    return members
        .in(state)
        .filter(member -> members.waveOf(member) > wave && members.fits(member, wave))
        .filter(member -> state == MemberState.PENDING || isBack(member))
        .boxed()
        .findFirst();
  }

  private boolean isBack(int member) {
    return Optional.ofNullable(readings.get(member))
        .flatMap(Reading::twin)
        .filter(judge::isOnline)
        .isPresent();
  }
}
