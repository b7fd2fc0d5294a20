package io.twinoperator.fleetrollout.decide;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Policy;
import io.twinoperator.fleetrollout.decide.Batches.Write;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what a get-twin says of one device: the only place where a device of a rollout is called
 * converged, or failed by what it said or did not say.
 *
 * <p>Failure is said only here, of a twin just read; a device that is away, or a hub that does not
 * answer, is never a failure.
 */
final class MemberJudge {
  private final RolloutSpec spec;
  private final OwnMarker marker;
  private final Online online;
  private final Instant now;

  MemberJudge(RolloutSpec spec, OwnMarker marker, Instant now) {
    this.spec = spec;
    this.marker = marker;
    this.online = new Online(spec.offline().offlineAfter(), now);
    this.now = now;
  }

  /**
   * What is known of a member.
   *
   * @param write the newest batch that was to bring it the change; empty if nothing had to be
   *     written
   * @param before what it had before the first of them
   * @param isDone whether the hub has done with that batch
   */
  record Case(
      MemberState state,
      Watch watch,
      Optional<Write> write,
      Optional<BeforeImage> before,
      boolean isDone) {

    long versionBefore() {
      return write.map(known -> known.device().desiredVersion()).orElse(0L);
    }

    Optional<Lane> lane() {
      return write.map(known -> known.batch().lane());
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

  /** Why a twin is not of a device that can be written, in words. */
  static String gone(Optional<Twin> twin) {
    return twin.map(found -> found.enabled() ? "it was created anew" : "it is disabled")
        .orElse("it is not there any more");
  }

  /** Whether the device can answer now. */
  boolean isOnline(Twin twin) {
    return online.is(twin);
  }

  /** Whether the time in which the device does not answer counts against it. */
  boolean isExpected(Twin twin) {
    return spec.offline().policy() == Policy.Fail || online.is(twin);
  }

  Verdict judge(Case member, Optional<Twin> reading) {
    if (!isThere(reading, leastVersion(member))) {
      return new Verdict(
          MemberState.GONE, Optional.empty(), Optional.empty(), Optional.of(gone(reading)));
    }
    Twin twin = reading.orElseThrow();
    Optional<LeafPath> foreign = firstForeign(twin);
    return foreign.isPresent()
        ? judgeForeign(member, twin, foreign.get())
        : judgeSynced(member, twin);
  }

  /**
   * A leaf is not as we want it: before the hub has done with our write that means nothing. A
   * conditional patch that never arrived leaves no mark; then the device waits for its turn again.
   */
  private Verdict judgeForeign(Case member, Twin twin, LeafPath path) {
    if (!member.isDone()) {
      return Verdict.of(member.state());
    }
    boolean maybeLost =
        member.lane().equals(Optional.of(Lane.TWIN_PATCH)) && !wasWritten(member, twin, path);
    return maybeLost
        ? Verdict.of(MemberState.PENDING)
        : new Verdict(
            MemberState.SUPERSEDED, Optional.of(path), Optional.empty(), suspect(twin, path));
  }

  /** Whether our patch has changed the twin, in which a leaf is not as we want it. */
  private boolean wasWritten(Case member, Twin twin, LeafPath path) {
    return switch (spec.writing().marker()) {
      case Tag -> marker.isOn(twin);
      case None -> isNewer(twin, path, member.versionBefore()) || wasSeen(member.state());
    };
  }

  /**
   * Whether a leaf was written since; others raise the version of desired by their leaves too. One
   * that is not there was set by us and taken away by somebody: two writes at least.
   */
  private static boolean isNewer(Twin twin, LeafPath path, long version) {
    return switch (path.section()) {
      case TAGS -> twin.desiredVersion() > version;
      case DESIRED ->
          twin.value(path).isPresent()
              ? twin.lastUpdatedVersion(path) > version
              : twin.desiredVersion() > version + 1;
    };
  }

  /** Whether the device was seen with our values. */
  private static boolean wasSeen(MemberState state) {
    return state == MemberState.CONVERGED
        || state == MemberState.REGRESSED
        || state == MemberState.APPLYING
        || state == MemberState.REJECTED;
  }

  private static Optional<String> suspect(Twin twin, LeafPath path) {
    return Optional.of(
        path.section() == Section.TAGS
            ? "somebody else has changed it"
            : twin.desiredUpdatedBy(path)
                    .map(id -> "changed by the configuration " + id)
                    .orElse("somebody else has changed it")
                + twin.desiredUpdatedAt(path).map(at -> " at " + at).orElse(""));
  }

  /**
   * The version that desired has at least while the device is the one that was written: a job that
   * has ended has raised it.
   */
  private static long leastVersion(Case member) {
    boolean raised =
        member.isDone()
            && member.lane().equals(Optional.of(Lane.JOB))
            && member.write().orElseThrow().batch().patches().get(0).desired().size() > 0;
    return member.versionBefore() + (raised ? 1 : 0);
  }

  private Optional<LeafPath> firstForeign(Twin twin) {
    return spec.change().paths().filter(Predicate.not(path -> isOurs(twin, path))).findFirst();
  }

  /** Whether a leaf is in the twin as asked for. */
  boolean isOurs(Twin twin, LeafPath path) {
    Optional<JsonNode> value = twin.value(path);
    JsonNode wanted = spec.change().set().get(path);
    return wanted == null
        ? value.isEmpty()
        : value.filter(found -> JsonValues.equal(found, wanted)).isPresent();
  }

  private Verdict judgeSynced(Case member, Twin twin) {
    List<LeafEvidence> reports =
        spec.convergence().confirmation().map(terms -> evidence(twin, terms)).orElseGet(List::of);
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
    if (member.write().isPresent() && isEvidence(member, reports, twin)) {
      return Verdict.of(MemberState.CONVERGED);
    }
    return member.write().isPresent() && isAwaited(member.state())
        ? judgeUnmoved(member, twin)
        : Verdict.of(MemberState.ALREADY_CONVERGED);
  }

  private static boolean isAwaited(MemberState state) {
    return state.standing() == Standing.IN_FLIGHT || state.standing() == Standing.AWAY;
  }

  /**
   * The device was written, and what it reported before is equal: it may still refuse, so it has
   * its time to speak.
   */
  private Verdict judgeUnmoved(Case member, Twin twin) {
    boolean hasTime =
        isExpected(twin)
            ? member.watch().awaited().compareTo(spec.strategy().progressDeadline()) < 0
            : isWithinDeadline(member.watch());
    if (!hasTime) {
      return Verdict.of(MemberState.ALREADY_CONVERGED);
    }
    return Verdict.of(isExpected(twin) ? MemberState.WRITTEN : MemberState.WRITTEN_OFFLINE);
  }

  private List<LeafEvidence> evidence(Twin twin, Confirmation terms) {
    return spec.change().set().entrySet().stream()
        .filter(leaf -> leaf.getKey().section() == Section.DESIRED)
        .map(leaf -> LeafEvidence.of(twin, leaf.getKey(), leaf.getValue(), terms))
        .toList();
  }

  /**
   * Only leaves that this rollout wrote to the device prove anything. A change that no device can
   * report, of tags or by removal, is proven by the twin itself, if it bears our mark: a device
   * that was created anew may have such a twin by itself.
   */
  private boolean isEvidence(Case member, List<LeafEvidence> reports, Twin twin) {
    Set<LeafPath> written =
        member.before().stream().flatMap(before -> changed(before).stream()).collect(toSet());
    List<LeafEvidence> ours =
        reports.stream().filter(report -> written.contains(report.path())).toList();
    return ours.isEmpty()
        ? spec.writing().marker() == FleetRolloutSpec.Marker.None || marker.isOn(twin)
        : ours.stream().anyMatch(LeafEvidence::newerThanWrite);
  }

  /** Leaves that were another than asked for. */
  private Set<LeafPath> changed(BeforeImage before) {
    return spec.change().set().entrySet().stream()
        .filter(
            leaf ->
                before
                    .value(leaf.getKey())
                    .filter(was -> JsonValues.equal(was, leaf.getValue()))
                    .isEmpty())
        .map(leaf -> leaf.getKey())
        .collect(toSet());
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
    if (!isExpected(twin)) {
      return Verdict.of(
          member.isDone() && !isWithinDeadline(member.watch())
              ? MemberState.STRAGGLER
              : MemberState.WRITTEN_OFFLINE);
    }
    if (member.watch().awaited().compareTo(spec.strategy().progressDeadline()) < 0) {
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
    return Duration.between(watch.since(), now).compareTo(spec.strategy().progressDeadline()) < 0;
  }
}
