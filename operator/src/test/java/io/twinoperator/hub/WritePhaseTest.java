package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.testing.ThrottledHub;
import io.twinoperator.testing.VirtualClock;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/**
 * A thousand devices that are written for the first time on an S1 hub whose throttles are on, all
 * of its share taken: how long it takes, and what the hub says to it. Virtual time; the emulator's
 * core.
 */
class WritePhaseTest {

  private static final int DEVICES = 1_000;
  private static final Duration FLOOR = Duration.ofSeconds(DEVICES / 50);
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final HubHost HOST = new HubHost("localhost");
  private static final Turn SWEEP = new Turn(Priority.SWEEP, "sweep");

  private final VirtualClock clock = new VirtualClock(START);
  private final EmulatedHub core =
      new EmulatedHub(
          HOST.name(),
          HubSettings.defaults().with(ThrottleSettings.on()),
          clock,
          new Agenda(clock));
  private final ThrottledHub throttled = new ThrottledHub(core);
  private final Budget budget =
      new Budget(BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, 100)), clock);
  private final BudgetedHub budgeted = new BudgetedHub(throttled, HOST, budget);
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));
  private final List<Instant> writes = new ArrayList<>();
  private int readsBeforeWrite;
  private long order;

  private record Task(Instant at, long order, Pass pass) {}

  /** What is done each time somebody comes; when to come again. */
  private interface Pass {
    Optional<Duration> run() throws HubException;
  }

  @Test
  void endsAtTheFloorWithoutASingle429() throws HubException {
    for (int n = 0; n < DEVICES; n++) {
      String id = "press-" + n;
      core.identities().create(ClientId.device(id), JsonNodeFactory.instance.objectNode());
      at(START, () -> firstWrite(id));
    }
    at(START, this::sweepByReading);
    at(START, this::sweepByAsking);

    run(Duration.ofSeconds(90));

    assertThat(writes).hasSize(DEVICES);
    Duration taken = Duration.between(START, writes.get(writes.size() - 1));
    assertThat(taken)
        .isBetween(FLOOR.minusSeconds(1), Duration.ofMillis(FLOOR.toMillis() * 105 / 100));
    assertThat(throttled.refused()).as("429s").isEmpty();
    assertThat(throttled.delayed()).as("calls the hub let wait").isEmpty();
    assertThat(readsBeforeWrite).as("no read without a write").isEqualTo(DEVICES);
  }

  /** As a pass of a DeviceConfig goes: what it needs, the twin, the patch, and reads thereafter. */
  private Optional<Duration> firstWrite(String id) throws HubException {
    Turn turn = new Turn(Priority.FIRST, "DeviceConfig plant/" + id);
    Duration wait = budget.reserveWrite(turn);
    if (!wait.isZero()) {
      return Optional.of(wait);
    }
    Hub hub = budgeted.hub(turn);
    Twin twin = hub.twin(id);
    readsBeforeWrite++;
    LeafChange change =
        new LeafChange.SetLeaf(
            LeafPath.parse("desired.a"), JsonNodeFactory.instance.numberNode(1), Cause.FIRST_SIGHT);
    hub.patch(id, MergePatch.of(List.of(change)), twin.etag());
    writes.add(clock.instant());
    budget.release(turn);
    for (int seconds : new int[] {2, 5, 15}) {
      at(clock.instant().plusSeconds(seconds), () -> check(id));
    }
    return Optional.empty();
  }

  private Optional<Duration> check(String id) {
    return tried(new Turn(Priority.CHECK, "DeviceConfig plant/" + id), hub -> hub.twin(id));
  }

  private Optional<Duration> sweepByReading() {
    Optional<Duration> wait = Optional.empty();
    while (wait.isEmpty()) {
      wait = tried(SWEEP, hub -> hub.twin("press-0"));
    }
    return wait;
  }

  private Optional<Duration> sweepByAsking() {
    Optional<Duration> wait = Optional.empty();
    while (wait.isEmpty()) {
      wait = tried(SWEEP, hub -> hub.query("SELECT deviceId FROM devices", 100, Optional.empty()));
    }
    return wait;
  }

  private interface Use {
    Object of(Hub hub) throws HubException;
  }

  private Optional<Duration> tried(Turn turn, Use use) {
    try {
      use.of(budgeted.hub(turn));
      return Optional.empty();
    } catch (HubException.Throttled e) {
      return Optional.of(e.retryAfter());
    } catch (HubException e) {
      throw new AssertionError(e);
    }
  }

  private void at(Instant time, Pass pass) {
    tasks.add(new Task(time, order++, pass));
  }

  private void run(Duration length) throws HubException {
    Instant end = START.plus(length);
    while (!tasks.isEmpty() && !tasks.peek().at().isAfter(end)) {
      Task task = tasks.remove();
      clock.moveTo(task.at());
      task.pass().run().ifPresent(wait -> at(clock.instant().plus(wait), task.pass()));
    }
  }
}
