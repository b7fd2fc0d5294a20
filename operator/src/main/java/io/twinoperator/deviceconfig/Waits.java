package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.deviceconfig.Watch.Origin;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Since when a device that is online owes a confirmation of each leaf, and whether that is too
 * long; pure.
 *
 * <p>The hub's clock and ours may differ, so no time of the one is compared with a time of the
 * other. The hub's metadata say <em>which</em> write is waited for: a leaf whose {@code
 * $lastUpdatedVersion} is not the recorded one has been written anew, and its wait begins now. Our
 * clock alone says how long: the beginning stands in status, so a restart goes on from there. It is
 * moved to now where a {@link Watch} tells of a gap, and where it lies ahead of our clock. After a
 * restart a device is given {@link #GRACE} before it is blamed for time in which nobody looked.
 */
final class Waits {

  /** How long this process must have seen a device online itself before a deadline counts. */
  static final Duration GRACE = Duration.ofMinutes(2);

  private final Map<String, Begun> begun = new HashMap<>();
  private final Watch watch;
  private final Duration deadline;
  private final Instant now;

  private Waits(Watch watch, Duration deadline, Instant now) {
    this.watch = watch;
    this.deadline = deadline;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A wait as status remembers it. */
  private record Begun(Instant since, boolean isOver, AppliedLeaf write) {
    boolean isFor(JsonNode expected, long version) {
      return write.desiredVersion() == version && write.hash().equals(JsonValues.hash(expected));
    }
  }

  /**
   * How a leaf stands that the device, being online, has not confirmed.
   *
   * @param since when the wait began
   * @param state {@code Pending} or {@code Unverifiable}
   */
  record Waiting(Instant since, LeafState state) {}

  /**
   * The waits that status tells of.
   *
   * @param rewritten leaves that were written in this pass although their value is the recorded one
   */
  static Waits of(DeviceObservation seen, Collection<LeafPath> rewritten) {
    Waits waits = new Waits(seen.watch(), ConvergencePolicy.of(seen.spec()).deadline(), seen.now());
    Map<String, AppliedLeaf> writes = new HashMap<>();
    Set<LeafPath> anew = new HashSet<>(rewritten);
    seen.applied().stream()
        .filter(leaf -> !anew.contains(leaf.path()))
        .forEach(leaf -> writes.put(leaf.path().toString(), leaf));
    seen.previous()
        .map(DeviceConfigStatus::convergence)
        .ifPresent(
            leaves ->
                leaves.forEach(leaf -> waits.recall(leaf, writes, seen.isGenerationReported())));
    return waits;
  }

  private void recall(LeafConvergence leaf, Map<String, AppliedLeaf> writes, boolean ofThisSpec) {
    AppliedLeaf write = writes.get(leaf.path());
    if (write != null) {
      since(leaf)
          .ifPresent(
              since -> {
                boolean isOver = leaf.state() == LeafState.Unverifiable && ofThisSpec;
                begun.put(leaf.path(), new Begun(since, isOver, write));
              });
    }
  }

  private static Optional<Instant> since(LeafConvergence leaf) {
    try {
      return Optional.ofNullable(leaf.awaitedSince()).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty(); // Somebody else wrote it; the wait begins anew.
    }
  }

  /**
   * How a leaf stands that a device, being online, has not confirmed. What was found unverifiable
   * stays so until the device speaks, goes away, or is written to.
   *
   * @param version of desired at which the leaf was last written
   */
  Waiting unconfirmed(LeafPath path, JsonNode expected, long version) {
    Optional<Begun> known =
        Optional.ofNullable(begun.get(path.toString())).filter(b -> b.isFor(expected, version));
    if (known.filter(Begun::isOver).isPresent()) {
      return new Waiting(known.get().since(), LeafState.Unverifiable);
    }
    Instant since =
        known.map(Begun::since).filter(time -> !time.isAfter(now)).map(this::afterGap).orElse(now);
    return new Waiting(
        since, now.isBefore(judgedFrom(since)) ? LeafState.Pending : LeafState.Unverifiable);
  }

  /** How long until the first of the pending leaves is due; empty if none is pending. */
  Optional<Duration> untilNextDeadline(Collection<LeafConvergence> leaves) {
    return leaves.stream()
        .filter(leaf -> leaf.state() == LeafState.Pending)
        .flatMap(leaf -> since(leaf).stream())
        .map(since -> Duration.between(now, judgedFrom(since)).plusSeconds(1))
        .min(Duration::compareTo)
        .map(wait -> wait.isNegative() ? Duration.ofSeconds(1) : wait);
  }

  private Instant afterGap(Instant since) {
    Instant row = watch.since().truncatedTo(ChronoUnit.SECONDS);
    return watch.origin() == Origin.GAP && row.isAfter(since) ? row : since;
  }

  private Instant judgedFrom(Instant since) {
    Duration grace = deadline.compareTo(GRACE) < 0 ? deadline : GRACE;
    Instant due = since.plus(deadline);
    Instant seenLongEnough = watch.since().plus(grace);
    return due.isAfter(seenLongEnough) ? due : seenLongEnough;
  }
}
