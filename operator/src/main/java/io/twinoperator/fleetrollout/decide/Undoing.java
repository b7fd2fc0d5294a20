package io.twinoperator.fleetrollout.decide;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.decide.RollbackPlanner.Undo;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.decide.UndoJudge.Applied;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes a rollout back: every device that it may have written gets what it had before, newest wave
 * first, each by a conditional patch, and is followed until it confirms.
 */
final class Undoing {
  /** Undos that take no effect are given up after so many. */
  private static final int MAX_ATTEMPTS = 10;

  private final Draft draft;
  private final RolloutObservation seen;
  private final UndoJudge judge;
  private final LaterRollouts later;
  private final Map<Integer, Writable> writables = new HashMap<>();

  Undoing(Draft draft, RolloutObservation seen) {
    this.draft = draft;
    this.seen = seen;
    this.judge = new UndoJudge(seen.spec(), seen.now());
    this.later = new LaterRollouts(seen.neighbours(), seen.spec().change(), seen.marker().key());
  }

  /** Puts every member that the rollout may have written into the state of being undone. */
  static void begin(Draft draft, Change change, Optional<Integer> onlyWave) {
    Members members = draft.members();
    IntStream.range(0, members.size())
        .filter(member -> onlyWave.map(wave -> members.waveOf(member) == wave).orElse(true))
        .filter(member -> draft.batches().changeOf(member).isPresent())
        .filter(member -> draft.state(member) != MemberState.GONE)
        .filter(member -> draft.state(member).standing() != Standing.UNDONE)
        // One whose undo was taken up after a crash is followed already.
        .filter(member -> draft.state(member).standing() != Standing.UNDOING)
        .forEach(member -> draft.settle(member, MemberState.ROLLBACK_PENDING));
    if (LostLedger.isSuspected(draft)) {
      LostLedger.membersOf(draft, change, onlyWave).forEach(member -> skipUnknown(draft, member));
    }
  }

  /** It may have been written when there was another ledger, which knew what it had before. */
  private static void skipUnknown(Draft draft, int member) {
    draft.settle(member, MemberState.ROLLBACK_SKIPPED);
    draft.sample(
        new FailureSample(
            member,
            Optional.empty(),
            Optional.empty(),
            Optional.of("what it had before is not known: the ledger of that time is lost")));
  }

  /**
   * Members that wait for their undo and could get it now, newest wave first; those of a job that
   * has not ended wait for its end.
   */
  static List<Integer> candidates(Draft draft, int most) {
    Set<Integer> inJobs =
        draft.batches().open().stream()
            .flatMap(batch -> batch.devices().stream())
            .map(Batch.BatchDevice::member)
            .collect(toSet());
    return draft
        .members()
        .in(MemberState.ROLLBACK_PENDING)
        .filter(member -> draft.batches().undoOf(member).isEmpty())
        .filter(member -> !inJobs.contains(member))
        .boxed()
        .sorted(Comparator.comparing((Integer member) -> -draft.members().waveOf(member)))
        .limit(most)
        .toList();
  }

  /** How many may be undone in this pass. */
  static int room(Draft draft, RolloutSpec spec, int patches) {
    int most = Math.min(Lanes.PATCHES_PER_PASS, patches);
    OptionalInt perMinute = spec.rollback().maxPerMinute();
    return perMinute.isPresent()
        ? Math.min(most, Capacity.left(perMinute.getAsInt(), draft, Work.UNDO))
        : most;
  }

  /** Takes in the twin of a member that is being undone. */
  void takeIn(int member, Reading reading) {
    Optional<BeforeImage> before = draft.batches().beforeOf(member);
    if (before.isEmpty()) {
      settle(member, Verdict.of(MemberState.ROLLED_BACK)); // Its job never ran.
      return;
    }
    if (draft.batches().mayBeUnread(member)) {
      return; // The job may have come to it after the twin was read.
    }
    if (!MemberJudge.isThere(reading.twin(), versionOf(member))
        || isCreatedAnew(member, before.get(), reading.twin().orElseThrow())) {
      settle(member, Verdict.of(MemberState.GONE));
      return;
    }
    Twin twin = reading.twin().orElseThrow();
    if (seen.marker().isFenceOn(twin)) {
      settleUnwritten(member, before.get(), twin); // What it has instead is somebody else's.
      return;
    }
    if (!bearsOurs(member, twin)) {
      fence(member, before.get(), twin);
      return;
    }
    Map<LeafPath, String> owners = owners(member, twin);
    Undo undo = RollbackPlanner.plan(seen.spec().change(), before.get(), twin, owners.keySet());
    if (undo.changes().isEmpty()) {
      confirm(member, undo, owners, before.get(), twin);
    } else if (draft.attempts(member) >= MAX_ATTEMPTS) {
      settle(
          member,
          new Verdict(
              MemberState.ROLLBACK_UNCONFIRMED,
              undo.restored().stream().findFirst(),
              Optional.empty(),
              Optional.of("%d undos took no effect".formatted(MAX_ATTEMPTS))));
    } else {
      writables.put(member, new Writable(member, twin, marked(undo, twin), Optional.empty()));
    }
  }

  private long versionOf(int member) {
    return draft
        .batches()
        .undoOf(member)
        .or(() -> draft.batches().changeOf(member))
        .map(write -> write.device().desiredVersion())
        .orElse(0L);
  }

  /**
   * Whether a leaf with our value was last written no later than when it was read to have another:
   * then this is another device of that name, which has the value by itself. The version of the
   * whole does not tell it, once others have written the new device.
   */
  private boolean isCreatedAnew(int member, BeforeImage before, Twin twin) {
    long read = draft.batches().firstOf(member).map(w -> w.device().desiredVersion()).orElse(0L);
    return seen.spec().change().set().entrySet().stream()
        .filter(leaf -> leaf.getKey().section() == Section.DESIRED)
        .filter(leaf -> isValue(twin.value(leaf.getKey()), leaf.getValue()))
        .filter(leaf -> !isValue(before.value(leaf.getKey()), leaf.getValue()))
        .anyMatch(leaf -> twin.lastUpdatedVersion(leaf.getKey()) <= read);
  }

  private static boolean isValue(Optional<JsonNode> found, JsonNode value) {
    return RollbackPlanner.isEqual(found, Optional.of(value));
  }

  /** Whether the twin is one that this rollout has written. */
  private boolean bearsOurs(int member, Twin twin) {
    return switch (seen.spec().writing().marker()) {
      case Tag -> seen.marker().isOn(twin);
      case None ->
          !raisesVersion(member)
              || twin.desiredVersion() > versionOf(member)
              || draft.batches().undoOf(member).isPresent();
    };
  }

  /** Whether our write to a device changed its desired properties, and so their version. */
  private boolean raisesVersion(int member) {
    return draft
        .batches()
        .changeOf(member)
        .filter(write -> !write.batch().patches().get(write.device().patch()).desired().isEmpty())
        .isPresent();
  }

  /**
   * The twin does not bear our mark: nothing of it is ours to undo. A patch whose answer was lost
   * may still be on its way; a mark of our own makes it come too late, since it is conditional.
   */
  private void fence(int member, BeforeImage before, Twin twin) {
    boolean mayStillCome =
        seen.spec().writing().marker() == FleetRolloutSpec.Marker.Tag
            && draft
                .batches()
                .changeOf(member)
                .filter(write -> write.batch().lane() == Batch.Lane.TWIN_PATCH)
                .isPresent();
    if (mayStillCome) {
      List<LeafChange> mark = seen.marker().rolledBackUnwritten(seen.now());
      writables.put(member, new Writable(member, twin, mark, Optional.empty()));
      return;
    }
    settleUnwritten(member, before, twin);
  }

  private void settleUnwritten(int member, BeforeImage before, Twin twin) {
    boolean asBefore =
        seen.spec()
            .change()
            .paths()
            .allMatch(path -> RollbackPlanner.isEqual(twin.value(path), before.value(path)));
    settle(member, Verdict.of(asBefore ? MemberState.ROLLED_BACK : MemberState.ROLLBACK_SKIPPED));
  }

  /** Who else has leaves of ours now: by a claim, or because it was rolled out later. */
  private Map<LeafPath, String> owners(int member, Twin twin) {
    Map<LeafPath, String> owners = new HashMap<>(later.in(twin, writtenAt(member, twin)));
    seen.claims()
        .getOrDefault(member, List.of())
        .forEach(claim -> owners.put(claim.path(), claim.owner().toString()));
    return owners;
  }

  private Instant writtenAt(int member, Twin twin) {
    return Marker.of(seen.marker().rollout(), twin)
        .flatMap(Marker::at)
        .or(() -> draft.batches().changeOf(member).map(write -> write.batch().createdAt()))
        .orElse(Instant.EPOCH);
  }

  private List<LeafChange> marked(Undo undo, Twin twin) {
    List<LeafChange> changes = new ArrayList<>(undo.changes());
    if (seen.spec().writing().marker() == FleetRolloutSpec.Marker.Tag && seen.marker().isOn(twin)) {
      changes.addAll(seen.marker().rolledBack(twin));
    }
    return changes;
  }

  private void confirm(
      int member, Undo undo, Map<LeafPath, String> owners, BeforeImage before, Twin twin) {
    Watch watch = draft.watch(member).orElseGet(() -> draft.watchFromNow(0));
    Watch after =
        new Online(seen.spec().offline().offlineAfter(), seen.now()).is(twin)
            ? watch.awaited(seen.now(), draft.visibleMillis())
            : watch.read(seen.now(), draft.visibleMillis());
    if (judge.reportsNew(undo, twin)) {
      draft.members().applied(member);
    }
    Applied applied = draft.members().hasApplied(member) ? Applied.ONCE : Applied.NEVER;
    Verdict verdict = judge.judge(undo, before, twin, after, applied);
    if (verdict.state() == MemberState.ROLLBACK_PENDING) {
      draft.follow(member, MemberState.ROLLBACK_PENDING, after);
    } else {
      settle(member, named(verdict, owners));
    }
  }

  /** Says whose a leaf is that is left as it is. */
  private static Verdict named(Verdict verdict, Map<LeafPath, String> owners) {
    return verdict
        .path()
        .filter(path -> verdict.state() == MemberState.ROLLBACK_SKIPPED)
        .map(owners::get)
        .map(
            owner ->
                new Verdict(
                    verdict.state(),
                    verdict.path(),
                    verdict.code(),
                    Optional.of("it belongs to %s now".formatted(owner))))
        .orElse(verdict);
  }

  private void settle(int member, Verdict verdict) {
    draft.settle(member, verdict.state());
    if (verdict.state() == MemberState.ROLLBACK_UNCONFIRMED
        || verdict.state() == MemberState.ROLLBACK_SKIPPED) {
      draft.sample(
          new FailureSample(
              member, verdict.path().map(LeafPath::toString), verdict.code(), verdict.words()));
      draft.note(
          "%s: %s%s"
              .formatted(
                  draft.deviceId(member),
                  Words.of(verdict.state()),
                  Stream.concat(
                          verdict.path().map(LeafPath::toString).stream(), verdict.words().stream())
                      .map(words -> ", " + words)
                      .collect(joining())));
    }
  }

  /** Packs the undos of this pass, as far as there is room for them. */
  List<Batch> pack() {
    int room = room(draft, seen.spec(), seen.room().patches());
    List<Writable> now =
        writables.values().stream()
            .sorted(
                Comparator.comparing((Writable w) -> -draft.members().waveOf(w.member()))
                    .thenComparing(Writable::member))
            .limit(room)
            .toList();
    if (now.isEmpty()) {
      return List.of();
    }
    int wave = draft.members().waveOf(now.get(0).member());
    BatchPacker packer =
        new BatchPacker(seen.jobPrefix(), wave, draft.batches().nextNumber(), seen.now());
    packer.patches(Work.UNDO, now);
    packer.packed().forEach(batch -> draft.release(batch, MemberState.ROLLBACK_PENDING));
    draft.note("undo: %d devices".formatted(now.size()));
    return packer.packed();
  }

  /** Whether every undo has come to its end. */
  static boolean isDone(Draft draft) {
    return draft.members().tally().of(Standing.UNDOING) == 0 && draft.batches().open().isEmpty();
  }
}
