package io.twinoperator.fleetrollout.decide;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Chunk.BeforeLeaf;
import io.twinoperator.fleetrollout.ledger.Chunk.ChunkDevice;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a get-twin says of one device: the only place where a device of a rollout is called
 * converged, or failed by what it said or did not say.
 *
 * <p>Failure is said only here, of a twin just read; a device that is away, or a hub that does not
 * answer, is never a failure.
 */
final class MemberJudge {
  private final RolloutSpec spec;
  private final Instant now;

  MemberJudge(RolloutSpec spec, Instant now) {
    this.spec = spec;
    this.now = now;
  }

  /**
   * What is known of a member.
   *
   * @param chunk that was to write it, empty if nothing had to be written
   * @param jobEnded whether the hub has done with that chunk
   */
  record Case(
      MemberState state, Watch watch, Optional<Chunk> chunk, ChunkDevice device, boolean jobEnded) {

    /** The same with another watch. */
    Case with(Watch changed) {
      return new Case(state, changed, chunk, device, jobEnded);
    }
  }

  /** What a reading says: the new state, and what the device said of the leaf that decided it. */
  record Verdict(
      MemberState state, Optional<LeafPath> path, Optional<Integer> code, Optional<String> words) {

    static Verdict of(MemberState state) {
      return new Verdict(state, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * Whether the twin is of a device that can be written: there, enabled, and not created anew
   * since.
   */
  static boolean isThere(Optional<Twin> twin, long desiredVersionBefore) {
    return twin.filter(Twin::enabled)
        .filter(found -> found.desiredVersion() >= desiredVersionBefore)
        .isPresent();
  }

  /** Whether every leaf is in the twin as asked for. */
  boolean isSynced(Twin twin) {
    return firstForeign(twin).isEmpty();
  }

  Verdict judge(Case member, Optional<Twin> reading) {
    if (!isThere(reading, leastVersion(member))) {
      return Verdict.of(MemberState.GONE);
    }
    Twin twin = reading.orElseThrow();
    Optional<LeafPath> foreign = firstForeign(twin);
    if (foreign.isPresent()) {
      return member.jobEnded()
          ? new Verdict(MemberState.SUPERSEDED, foreign, Optional.empty(), Optional.empty())
          : Verdict.of(member.state());
    }
    return judgeSynced(member, twin);
  }

  /**
   * The version that desired has at least while the device is the one that was written: a write of
   * desired properties has raised it.
   */
  private static long leastVersion(Case member) {
    boolean raised =
        member.jobEnded()
            && member.device().before().stream()
                .anyMatch(leaf -> LeafPath.parse(leaf.path()).section() == Section.DESIRED);
    return member.device().desiredVersion() + (raised ? 1 : 0);
  }

  private Optional<LeafPath> firstForeign(Twin twin) {
    return spec.paths()
        .filter(
            path -> {
              Optional<JsonNode> value = twin.value(path);
              JsonNode wanted = spec.set().get(path);
              return wanted == null
                  ? value.isPresent()
                  : value.filter(found -> JsonValues.equal(found, wanted)).isEmpty();
            })
        .findFirst();
  }

  private Verdict judgeSynced(Case member, Twin twin) {
    List<LeafEvidence> reports =
        spec.set().entrySet().stream()
            .filter(leaf -> leaf.getKey().section() == Section.DESIRED)
            .map(leaf -> LeafEvidence.of(twin, leaf.getKey(), leaf.getValue()))
            .toList();
    Optional<LeafEvidence> rejected = first(reports, LeafEvidence.Says.REJECTED);
    if (rejected.isPresent()) {
      return rejected
          .get()
          .verdict(wasConverged(member) ? MemberState.REGRESSED : MemberState.REJECTED);
    }
    Optional<LeafEvidence> applying = first(reports, LeafEvidence.Says.APPLYING);
    if (applying.isPresent()) {
      return judgeOpen(member, twin, reports, applying.get());
    }
    Optional<LeafEvidence> unconfirmed = first(reports, LeafEvidence.Says.NOTHING);
    if (unconfirmed.isPresent()) {
      return judgeOpen(member, twin, reports, unconfirmed.get());
    }
    return Verdict.of(
        member.chunk().isPresent() && isEvidence(member.device(), reports)
            ? MemberState.CONVERGED
            : MemberState.ALREADY_CONVERGED);
  }

  /**
   * Only leaves that this rollout wrote to the device prove anything. A change that no device can
   * report, of tags or by removal, is proven by the twin itself.
   */
  private static boolean isEvidence(ChunkDevice device, List<LeafEvidence> reports) {
    Set<String> written = device.before().stream().map(BeforeLeaf::path).collect(toSet());
    List<LeafEvidence> ours =
        reports.stream().filter(report -> written.contains(report.path().toString())).toList();
    return ours.isEmpty() || ours.stream().anyMatch(LeafEvidence::newerThanWrite);
  }

  private static Optional<LeafEvidence> first(List<LeafEvidence> reports, LeafEvidence.Says says) {
    return reports.stream().filter(report -> report.says() == says).findFirst();
  }

  /**
   * The device has not confirmed every leaf. What has failed stays failed until it confirms, and
   * what has converged stays so until the device reports something else.
   */
  private Verdict judgeOpen(Case member, Twin twin, List<LeafEvidence> reports, LeafEvidence open) {
    boolean applying = open.says() == LeafEvidence.Says.APPLYING;
    if (member.state().standing() == Standing.FAILURE) {
      return open.verdict(member.state());
    }
    if (member.state() == MemberState.CONVERGED) {
      return reports.stream().anyMatch(LeafEvidence::differs)
          ? open.verdict(MemberState.REGRESSED)
          : Verdict.of(MemberState.CONVERGED);
    }
    if (member.state() == MemberState.STRAGGLER && !applying) {
      return Verdict.of(MemberState.STRAGGLER);
    }
    if (twin.connectionState() == ConnectionState.DISCONNECTED) {
      return Verdict.of(
          member.jobEnded() && !isWithinDeadline(member.watch())
              ? MemberState.STRAGGLER
              : MemberState.WRITTEN_OFFLINE);
    }
    if (member.watch().awaited().compareTo(spec.progressDeadline()) < 0) {
      return applying ? open.verdict(MemberState.APPLYING) : Verdict.of(MemberState.WRITTEN);
    }
    boolean hasReported =
        reports.stream()
            .filter(report -> report.says() != LeafEvidence.Says.CONVERGED)
            .allMatch(LeafEvidence::everReported);
    return open.verdict(hasReported ? MemberState.TIMED_OUT : MemberState.UNVERIFIABLE);
  }

  private static boolean wasConverged(Case member) {
    return member.state() == MemberState.CONVERGED || member.state() == MemberState.REGRESSED;
  }

  private boolean isWithinDeadline(Watch watch) {
    return Duration.between(watch.since(), now).compareTo(spec.progressDeadline()) < 0;
  }
}
