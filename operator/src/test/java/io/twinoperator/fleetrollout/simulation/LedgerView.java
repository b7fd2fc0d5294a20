package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.WaveEnd;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the ledger says, in the words of the simulation: the only place here that knows how a ledger
 * is made.
 */
final class LedgerView {
  private final Ledger ledger;

  LedgerView(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Members by device, with their places in the plan. */
  static Map<String, Integer> index(RolloutPlan plan) {
    Map<String, Integer> index = new HashMap<>();
    for (int member = 0; member < plan.members().size(); member++) {
      index.put(plan.members().get(member).deviceId(), member);
    }
    return index;
  }

  RolloutPlan plan() {
    return ledger.plan();
  }

  int size() {
    return ledger.plan().members().size();
  }

  String deviceId(int member) {
    return ledger.plan().members().get(member).deviceId();
  }

  /** Whether anything was ever to be written. */
  boolean hasBatches() {
    return !ledger.batches().isEmpty();
  }

  /** A letter for each member. */
  String states() {
    return ledger.progress().states();
  }

  MemberState state(int member) {
    return MemberState.of(states().charAt(member));
  }

  /** Name of the group of a member, by the values of the tags that the budget groups by. */
  String group(int member) {
    return ledger.plan().groups().get(ledger.plan().members().get(member).group());
  }

  /** Index of the wave that a member is in now. */
  int wave(int member) {
    return ledger
        .progress()
        .moved()
        .getOrDefault(member, ledger.plan().members().get(member).wave());
  }

  int waves() {
    return ledger.plan().waves().size();
  }

  String waveName(int wave) {
    return ledger.plan().waves().get(wave).name();
  }

  /** Whether the plan found no device for a wave. */
  boolean isEmpty(int wave) {
    return ledger.plan().waves().get(wave).devices() == 0;
  }

  int minConverged(int wave) {
    return ledger.plan().waves().get(wave).minConverged();
  }

  /** Whether some member is in a wave now. */
  boolean hasDevices(int wave) {
    return IntStream.range(0, size()).anyMatch(member -> wave(member) == wave);
  }

  /** Whether a wave has succeeded or was passed over. */
  boolean isDone(int wave) {
    return ledger.progress().waves().get(wave).completedAt().isPresent();
  }

  /** Whether a device that was never released could be in the first wave that is not done. */
  boolean hasSpareDevice() {
    return IntStream.range(0, waves())
        .filter(wave -> !isDone(wave) && hasDevices(wave))
        .limit(1)
        .anyMatch(
            wave ->
                IntStream.range(0, size())
                    .filter(member -> state(member) == MemberState.PENDING)
                    .anyMatch(member -> ledger.plan().members().get(member).fitsInto(wave)));
  }

  /** Whether some device of a wave converged by this rollout. */
  boolean gaveEvidence(int wave) {
    return ledger
        .progress()
        .waves()
        .get(wave)
        .end()
        .filter(end -> end == WaveEnd.SUCCEEDED)
        .isPresent();
  }

  /** When the first wave began; empty if none has. */
  Optional<Instant> startedAt() {
    return ledger.progress().waves().stream()
        .map(WaveProgress::startedAt)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** When the plan began to read the rows that it was made of. */
  Instant plannedAt() {
    return ledger.plan().computedAt();
  }

  /** What a leaf of a member was when the rollout was planned; missing if it was absent. */
  JsonNode planned(int member, LeafPath path) {
    return ledger.plan().before(member).value(path).orElse(MissingNode.getInstance());
  }

  private Stream<Batch> job(String jobId) {
    return ledger.batches().stream().filter(batch -> batch.id().equals(jobId));
  }

  /** Whether what is to be written by this job is stored. */
  boolean knowsJob(String jobId) {
    return job(jobId).findAny().isPresent();
  }

  /** Whether it has been decided to end the rollout for good. */
  boolean isAborted() {
    return ledger.progress().course().abort().isPresent();
  }

  /** Whether it has been decided to take the change back. */
  boolean isTakenBack() {
    return ledger.progress().course().rollback().isPresent();
  }

  /** Whether that was decided by the operator itself. */
  boolean takesItselfBack() {
    return ledger
        .progress()
        .course()
        .rollback()
        .filter(rollback -> rollback.by() == Course.By.FAILURE_POLICY)
        .isPresent();
  }

  /** Whether a member is in a stored batch of that kind. */
  boolean isInBatch(int member, Batch.Work work) {
    return ledger.batches().stream()
        .filter(batch -> batch.work() == work)
        .anyMatch(batch -> batch.devices().stream().anyMatch(device -> device.member() == member));
  }

  /** When it was decided to create a job that is stored. */
  Optional<Instant> decidedAt(String jobId) {
    return job(jobId).map(Batch::createdAt).findFirst();
  }

  /** Devices of a job that is stored. */
  List<String> devicesOf(String jobId) {
    return job(jobId)
        .flatMap(batch -> batch.devices().stream())
        .map(device -> deviceId(device.member()))
        .toList();
  }
}
