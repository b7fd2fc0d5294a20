package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Policy;
import io.twinoperator.fleetrollout.decide.Preparation.Obstacle;
import io.twinoperator.fleetrollout.decide.RolloutObservation.ClaimedLeaf;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.ClaimSample;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.twin.Twin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what may be written now: the only place where devices of a wave are released. A device is
 * written only on the strength of a twin read in this pass; one that is claimed, offline, gone or
 * changed since the plan is put aside and named.
 */
final class Releasing {
  private final Draft draft;
  private final RolloutObservation seen;
  private final MemberJudge judge;
  private final Intake intake;
  private final Retries retries;
  private final Replacements replacements;
  private final Preparation preparation;

  Releasing(
      Draft draft,
      RolloutObservation seen,
      MemberJudge judge,
      Intake intake,
      Retries retries,
      Replacements replacements) {
    this.draft = draft;
    this.seen = seen;
    this.judge = judge;
    this.intake = intake;
    this.retries = retries;
    this.replacements = replacements;
    this.preparation =
        new Preparation(seen.spec(), draft.plan(), seen.marker(), seen.neighbours(), seen.now());
  }

  /**
   * Releases what may be written now, as batches of the draft.
   *
   * @return what holds the rest back
   */
  Optional<Limit> run() {
    Release release = Release.decide(draft, seen.spec(), seen.room());
    List<Writable> writables = new ArrayList<>();
    for (int member : release.candidates()) {
      consider(member).ifPresent(writables::add);
    }
    replacements.tell();
    pack(writables, release.jobDevices()).forEach(this::release);
    return release.heldBy();
  }

  private List<Batch> pack(List<Writable> writables, int jobDevices) {
    int wave = draft.currentWave().orElse(draft.waveCount() - 1);
    BatchPacker packer =
        new BatchPacker(seen.jobPrefix(), wave, draft.batches().nextNumber(), seen.now())
            .orTakeUp(draft.batches().shelved(), seen.marker());
    Lanes lanes = new Lanes(seen.spec(), seen.room(), draft.batches().open());
    int byJob = Math.min(jobDevices, writables.size());
    List<Writable> left = new ArrayList<>(writables.subList(byJob, writables.size()));
    if (byJob > 0) {
      left.addAll(
          0,
          packer.jobs(
              writables.subList(0, byJob),
              lanes.freeSlots(),
              seen.spec().writing().maxDevicesPerJob()));
    }
    packer.patches(Work.CHANGE, left.subList(0, Math.min(left.size(), lanes.patches())));
    return packer.packed();
  }

  private void release(Batch batch) {
    boolean late = draft.currentWave().isEmpty();
    boolean isNew = batch.number() == draft.batches().nextNumber();
    draft.release(batch, MemberState.WRITTEN);
    if (late) {
      batch.devices().stream()
          .map(Batch.BatchDevice::member)
          .filter(member -> !isOnline(member))
          .forEach(member -> draft.follow(member, MemberState.STRAGGLER, draft.attempts(member)));
    }
    if (!isNew) {
      return; // It was told when it was first tried, and is told again when the hub takes it.
    }
    draft.note(
        "wave %s: released %d device%s %s"
            .formatted(
                draft.waveName(batch.wave()),
                batch.devices().size(),
                batch.devices().size() == 1 ? "" : "s",
                batch.lane() == Lane.JOB ? "in job " + batch.id() : "by patch"));
  }

  private boolean isOnline(int member) {
    return Optional.ofNullable(seen.readings().get(member))
        .flatMap(Reading::twin)
        .filter(judge::isOnline)
        .isPresent();
  }

  private Optional<Writable> consider(int member) {
    Reading reading = seen.readings().get(member);
    if (reading == null) {
      return Optional.empty();
    }
    List<ClaimedLeaf> claimed = seen.claimsBefore(member, draft.startedAt());
    if (!claimed.isEmpty()) {
      putAside(member, MemberState.CLAIMED, "is claimed by " + claimed.get(0).owner());
      draft.sample(sample(member, claimed));
      return Optional.empty();
    }
    if (!MemberJudge.isThere(reading.twin(), plannedVersion(member))) {
      putAside(member, MemberState.GONE, "is gone, disabled or created anew");
      sample(member, MemberJudge.gone(reading.twin()));
      return Optional.empty();
    }
    return considerTwin(member, reading.twin().orElseThrow());
  }

  private long plannedVersion(int member) {
    return draft.plan().members().get(member).desiredVersion();
  }

  private Optional<Writable> considerTwin(int member, Twin twin) {
    return preparation
        .of(member, twin, draft.waveName(draft.members().waveOf(member)))
        .fold(
            write -> writeOrDefer(member, twin, write.writable()),
            equal -> {
              considerEqual(member, twin);
              return Optional.empty();
            },
            obstacle -> {
              avoid(member, obstacle);
              return Optional.empty();
            });
  }

  private Optional<Writable> writeOrDefer(int member, Twin twin, Writable writable) {
    boolean defers =
        seen.spec().offline().policy() == Policy.Defer
            && draft.currentWave().isPresent()
            && !judge.isOnline(twin);
    if (defers) {
      defer(member);
      return Optional.empty();
    }
    return Optional.of(writable);
  }

  private void avoid(int member, Obstacle obstacle) {
    switch (obstacle.kind()) {
      case CONFLICT -> {
        putAside(member, MemberState.CONFLICT, obstacle.why());
        sample(member, obstacle.why());
      }
      case REFUSED -> {
        retries.fail(member, obstacle.why());
        draft.note(draft.deviceId(member) + ": " + obstacle.why());
      }
    }
  }

  private void considerEqual(int member, Twin twin) {
    intake.equalAlready(member, twin);
    if (draft.state(member) == MemberState.ALREADY_CONVERGED) {
      replacements.replace(member, "has converged already");
    }
  }

  private void defer(int member) {
    draft.follow(member, MemberState.DEFERRED, draft.attempts(member));
    if (!replacements.replace(member, "is offline")) {
      draft.note(draft.deviceId(member) + " is offline: deferred");
    }
  }

  private void putAside(int member, MemberState state, String why) {
    draft.settle(member, state);
    if (!replacements.replace(member, why)) {
      draft.note(draft.deviceId(member) + " " + why + ": left alone");
    }
  }

  private void sample(int member, String why) {
    draft.sample(new FailureSample(member, Optional.empty(), Optional.empty(), Optional.of(why)));
  }

  private static ClaimSample sample(int member, List<ClaimedLeaf> claimed) {
    return new ClaimSample(
        member,
        claimed.get(0).owner().toString(),
        claimed.stream().map(leaf -> leaf.path().toString()).toList());
  }
}
