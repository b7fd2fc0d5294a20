package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the invariants know together. */
final class Seen {
  private final World world;
  private final Claims claims;
  private final Ledgers ledgers;
  private final RolloutKey key;
  private Map<String, Integer> index = Map.of();
  private @Nullable RolloutPlan indexed;

  /** What the pass under way has been given. */
  Wishes wishes;

  /** When the pass under way began. */
  Instant passBegan = VirtualTime.START;

  /** When the first pass began of which nothing has been looked at. */
  Instant uncheckedSince = VirtualTime.START;

  /** Calls of the hub in the pass under way. */
  int calls;

  /** Devices whose twins the pass under way has read. */
  private final Set<String> read = new HashSet<>();

  /** Whether the plan was there when the pass began. */
  boolean planned;

  /** Whether the last status said that the rollout is finished. */
  boolean finished;

  /** What it was given when it stopped by itself; empty while it has not. */
  Optional<Wishes> stopped = Optional.empty();

  /** Jobs that name a device, by device. */
  final Map<String, Set<String>> jobs = new HashMap<>();

  Seen(World world, Claims claims, Ledgers ledgers, RolloutKey key, Wishes wishes) {
    this.world = world;
    this.claims = claims;
    this.ledgers = ledgers;
    this.key = key;
    this.wishes = wishes;
  }

  void passBegins(Wishes given) {
    wishes = given;
    stopped = stopped.filter(before -> isStillStopped(before, given));
    passBegan = now();
    calls = 0;
    read.clear();
    planned = ledgers.peek(key).isPresent();
  }

  /** Promise 11: what a pass has read it need not read again. */
  void reads(String deviceId) {
    if (!read.add(deviceId)) {
      throw new Violation(11, deviceId + " is read twice in one pass");
    }
  }

  /** Going on takes a pause, other limits, or other devices. */
  private static boolean isStillStopped(Wishes before, Wishes given) {
    return !given.state().equals("Pause")
        && given.failures().equals(before.failures())
        && given.excluded().equals(before.excluded());
  }

  Instant now() {
    return world.time().now();
  }

  World world() {
    return world;
  }

  Truth truth() {
    return world.truth();
  }

  Change change() {
    return world.change();
  }

  Claims claims() {
    return claims;
  }

  /**
   * Whether nothing tells a device from the one of the same id that was written before it was
   * deleted: without a marker, tags and absent leaves do not.
   */
  boolean isTakenForTheOneBefore(DeviceTruth device) {
    return device.followsAWrittenOne
        && wishes.writing().marker().equals("None")
        && change().reported().size() < change().paths().size();
  }

  /** What is stored now; empty while there is no plan. */
  Optional<LedgerView> ledger() {
    return ledgers.peek(key).map(LedgerView::new);
  }

  /** What is stored now, where something must be. */
  LedgerView ledger(String why) {
    return ledger().orElseThrow(() -> new Violation(3, why + ", and no plan is stored"));
  }

  /** The place of a device in the plan; empty if it is no member. */
  @SuppressWarnings("ReferenceEquality") // A plan is large, and seldom another.
  Optional<Integer> member(LedgerView ledger, String deviceId) {
    if (indexed != ledger.plan()) {
      index = LedgerView.index(ledger.plan());
      indexed = ledger.plan();
    }
    return Optional.ofNullable(index.get(deviceId));
  }

  Set<String> jobsOf(String deviceId) {
    return jobs.computeIfAbsent(deviceId, unused -> new HashSet<>());
  }
}
