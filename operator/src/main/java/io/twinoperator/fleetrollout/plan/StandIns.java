package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.spec.Tolerance;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * In which wave each member will be written, once those of the first wave and of mandatory ones
 * that can show nothing have been replaced by the next in order that fit: what the rollout does
 * when it comes to them. A member that is equal already is replaced; others that are not written
 * leave their places empty, unless too few are left to prove anything.
 */
final class StandIns {
  private final List<WaveSpec> waves;
  private final List<Member> members;
  private final BitSet equal;
  private final BitSet written;
  private final int[] wave;

  /**
   * Members of a plan.
   *
   * @param equal indexes of those that have every leaf already
   * @param written indexes of those that are written
   */
  StandIns(List<WaveSpec> waves, List<Member> members, BitSet equal, BitSet written) {
    this.waves = waves;
    this.members = members;
    this.equal = equal;
    this.written = written;
    this.wave = members.stream().mapToInt(Member::wave).toArray();
  }

  /** The wave of each member. */
  int[] waves() {
    int first = members.stream().mapToInt(Member::wave).min().orElse(0);
    IntStream.range(0, waves.size())
        .filter(index -> index == first || waves.get(index).tolerance() == Tolerance.ZERO)
        .forEach(this::replace);
    return wave;
  }

  private void replace(int index) {
    List<Integer> planned = of(index).boxed().toList();
    planned.stream().filter(equal::get).forEach(member -> swap(member, index));
    int needed = Math.min(waves.get(index).minConverged(), planned.size());
    for (long there = of(index).filter(written::get).count(); there < needed; there++) {
      next(index).ifPresent(member -> wave[member] = index);
    }
  }

  private void swap(int member, int index) {
    next(index)
        .ifPresent(
            other -> {
              wave[member] = wave[other];
              wave[other] = index;
            });
  }

  private IntStream of(int index) {
    return IntStream.range(0, wave.length).filter(member -> wave[member] == index);
  }

  private OptionalInt next(int index) {
    return IntStream.range(0, wave.length)
        .filter(member -> wave[member] > index && written.get(member))
        .filter(member -> members.get(member).fitsInto(index))
        .findFirst();
  }
}
