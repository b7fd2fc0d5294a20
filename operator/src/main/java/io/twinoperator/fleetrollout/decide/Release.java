package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.ChunkPacker.Writable;
import io.twinoperator.fleetrollout.decide.MemberJudge.Case;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.decide.RolloutObservation.ClaimedLeaf;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Chunk.ChunkDevice;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress.ClaimSample;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides which devices are written now: the only place where a wave is released. A device is
 * written only on the strength of a twin read in this pass; one that is claimed, offline, gone or
 * of another shape is put aside and named. In the first wave such a device is replaced by the next
 * in order, so that a canary always shows something.
 */
final class Release {
  private final Draft draft;
  private final RolloutObservation seen;
  private final MemberJudge judge;
  private final JobAccount jobs;

  Release(Draft draft, RolloutObservation seen, MemberJudge judge, JobAccount jobs) {
    this.draft = draft;
    this.seen = seen;
    this.judge = judge;
    this.jobs = jobs;
  }

  /** Releases what may be written now, as chunks of the draft. */
  void run() {
    int slots = seen.jobSlots() - draft.openChunks().size();
    if (slots <= 0) {
      return;
    }
    List<Writable> writables = new ArrayList<>();
    candidates().forEach(member -> consider(member).ifPresent(writables::add));
    int wave = draft.currentWave().orElse(draft.waveCount() - 1);
    ChunkPacker.pack(
            writables,
            seen.jobPrefix(),
            wave,
            draft.nextChunkNumber(),
            slots,
            seen.spec().maxDevicesPerJob(),
            seen.now())
        .forEach(this::release);
  }

  private void release(Chunk chunk) {
    draft.add(chunk);
    jobs.handOver(chunk);
    draft.note(
        "wave %s: released %d device%s in job %s"
            .formatted(
                draft.waveName(chunk.wave()),
                chunk.devices().size(),
                chunk.devices().size() == 1 ? "" : "s",
                chunk.jobId()));
  }

  /**
   * Members that were read in this pass and wait to be written: of the current wave, or deferred
   * ones of it and those before.
   */
  private IntStream candidates() {
    int wave = draft.currentWave().orElse(draft.waveCount());
    return seen.readings().keySet().stream()
        .sorted()
        .mapToInt(Integer::intValue)
        .filter(member -> draft.waveOf(member) <= wave)
        .filter(
            member ->
                draft.state(member) == MemberState.PENDING
                    || draft.state(member) == MemberState.DEFERRED);
  }

  private Optional<Writable> consider(int member) {
    Reading reading = seen.readings().get(member);
    List<ClaimedLeaf> claimed = seen.claims().getOrDefault(member, List.of());
    if (reading == null) {
      return Optional.empty();
    }
    if (!claimed.isEmpty()) {
      putAside(member, MemberState.CLAIMED, "is claimed by " + claimed.get(0).owner());
      draft.sample(sample(member, claimed));
      return Optional.empty();
    }
    if (!MemberJudge.isThere(reading.twin(), 0)) {
      putAside(member, MemberState.GONE, "is gone or disabled");
      return Optional.empty();
    }
    return considerTwin(member, reading.twin().orElseThrow());
  }

  private Optional<Writable> considerTwin(int member, Twin twin) {
    Diff diff = TwinDiff.between(seen.spec().set(), List.of(), twin);
    Optional<String> obstacle = obstacle(diff, twin);
    if (obstacle.isPresent()) {
      putAside(member, MemberState.CONFLICT, "has another shape: " + obstacle.get());
      return Optional.empty();
    }
    List<LeafChange> changes = new ArrayList<>(diff.changes());
    seen.spec().remove().stream()
        .filter(path -> twin.value(path).isPresent())
        .forEach(path -> changes.add(new RemoveLeaf(path)));
    if (changes.isEmpty()) {
      considerEqual(member, twin);
      return Optional.empty();
    }
    if (twin.connectionState() == ConnectionState.DISCONNECTED && draft.currentWave().isPresent()) {
      defer(member);
      return Optional.empty();
    }
    return Optional.of(new Writable(member, twin, changes));
  }

  private Optional<String> obstacle(Diff diff, Twin twin) {
    return diff.conflicts().stream()
        .map(conflict -> conflict.message())
        .findFirst()
        .or(
            () ->
                seen.spec().remove().stream()
                    .filter(path -> twin.value(path).filter(value -> value.isObject()).isPresent())
                    .map(path -> path + " is an object; name the leaves below it")
                    .findFirst());
  }

  /** Nothing is to be written; the device may or may not have confirmed it. */
  private void considerEqual(int member, Twin twin) {
    Watch watch = Watch.from(seen.now(), 0);
    Optional<Chunk> chunk = draft.chunkOf(member);
    ChunkDevice device =
        chunk
            .flatMap(found -> ChunkPacker.deviceIn(found, member))
            .orElseGet(
                () -> new ChunkDevice(member, twin.deviceId(), twin.desiredVersion(), List.of()));
    Verdict verdict =
        judge.judge(new Case(MemberState.WRITTEN, watch, chunk, device, true), Optional.of(twin));
    switch (verdict.state()) {
      case ALREADY_CONVERGED ->
          putAside(member, MemberState.ALREADY_CONVERGED, "has converged already");
      case GONE -> putAside(member, MemberState.GONE, "was created anew");
      case CONVERGED -> {
        draft.settle(member, MemberState.CONVERGED);
        draft.note(draft.deviceId(member) + " converged");
      }
      default -> draft.follow(member, verdict.state(), watch);
    }
    if (verdict.state().standing() == Standing.FAILURE) {
      draft.sample(
          new FailureSample(
              member, verdict.path().map(LeafPath::toString), verdict.code(), verdict.words()));
    }
  }

  private void defer(int member) {
    Optional<Integer> other = replacement(member);
    if (draft.state(member) != MemberState.DEFERRED) {
      // One that is replaced is deferred too, lest it in its turn replaces another.
      draft.follow(member, MemberState.DEFERRED, Watch.from(seen.now(), 0));
      if (other.isEmpty()) {
        draft.note(draft.deviceId(member) + " is offline: deferred");
      }
    }
    other.ifPresent(next -> replace(member, next, "is offline"));
  }

  private void putAside(int member, MemberState state, String why) {
    Optional<Integer> other = replacement(member);
    draft.settle(member, state);
    if (other.isPresent()) {
      replace(member, other.get(), why);
    } else {
      draft.note(draft.deviceId(member) + " " + why + ": left alone");
    }
  }

  private void replace(int member, int other, String why) {
    draft.note(
        "wave %s: %s %s, replaced by %s"
            .formatted(
                draft.waveName(draft.waveOf(member)),
                draft.deviceId(member),
                why,
                draft.deviceId(other)));
    draft.swapWaves(member, other);
    expect(other);
  }

  /** A device that was deferred and is back is to be released with its new wave. */
  private void expect(int member) {
    if (draft.state(member) == MemberState.DEFERRED) {
      draft.settle(member, MemberState.PENDING);
    }
  }

  private Optional<Integer> replacement(int member) {
    boolean first = draft.waveOf(member) == 0 && draft.currentWave().equals(Optional.of(0));
    return first ? next() : Optional.empty();
  }

  /**
   * The next device in order that no wave up to the current one has taken: one that waits, else one
   * that was deferred and is seen to be back.
   */
  private Optional<Integer> next() {
    return later(MemberState.PENDING).or(() -> later(MemberState.DEFERRED));
  }

  private Optional<Integer> later(MemberState state) {
    int wave = draft.currentWave().orElse(draft.waveCount());
    return draft
        .membersIn(state)
        .filter(member -> draft.waveOf(member) > wave)
        .filter(member -> state == MemberState.PENDING || isBack(member))
        .boxed()
        .findFirst();
  }

  private boolean isBack(int member) {
    return Optional.ofNullable(seen.readings().get(member))
        .flatMap(Reading::twin)
        .filter(twin -> twin.connectionState() == ConnectionState.CONNECTED)
        .isPresent();
  }

  /** Takes one more device into a wave that lacks evidence; false if there is none left. */
  boolean reinforce(int wave) {
    Optional<Integer> next = next();
    next.ifPresent(
        member -> {
          draft.note(
              "wave %s lacks evidence: %s joins it"
                  .formatted(draft.waveName(wave), draft.deviceId(member)));
          draft.pull(member, wave);
          expect(member);
        });
    return next.isPresent();
  }

  private ClaimSample sample(int member, List<ClaimedLeaf> claimed) {
    return new ClaimSample(
        member,
        claimed.get(0).owner().toString(),
        claimed.stream().map(leaf -> leaf.path().toString()).toList());
  }
}
