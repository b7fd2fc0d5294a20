package io.twinoperator.fleetrollout;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.SpecReader;
import io.twinoperator.fleetrollout.spec.SpecReading;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Several rollouts want the only job slot of one hub. */
class SharedSlotsTest {
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final int DEVICES = 20;
  private static final int JOBS = 4;

  private final VirtualClock clock = new VirtualClock(START);
  private final Agenda agenda = new Agenda(clock);
  private final EmulatedHub hub =
      new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, agenda);
  private final Budget budget =
      new Budget(BudgetPolicy.unlimited(HubLimits.of(HubLimits.Tier.S1, 1, 100)), clock);
  private final RolloutHolds holds = new RolloutHolds(any -> Optional.empty());
  private final Map<String, Result> last = new TreeMap<>();
  private final Map<String, Instant> due = new TreeMap<>();
  private final List<String> created = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private RolloutPass pass = newPass();

  private RolloutPass newPass() {
    holds.listed(Map.of());
    return new RolloutPass(
        new InMemoryLedgerStore(),
        (host, device) -> Optional.of(DeviceClaims.NONE),
        holds,
        Parallel.inOrder(),
        clock);
  }

  @Test
  void oneSlotGoesRoundAndNobodyStoresABatchWithoutIt() throws HubException {
    SimulatedFleet fleet =
        SimulatedFleet.builder(hub, agenda, clock)
            .count(DEVICES)
            .behaviour(new Behaviour.Acknowledge(Duration.ofSeconds(1)))
            .build();
    fleet.connectAll();
    List<String> names = List.of("a", "b", "c", "d", "e");
    names.forEach(name -> due.put(name, START));

    while (!last.values().stream().allMatch(SharedSlotsTest::isDone) || last.size() < 5) {
      assertThat(clock.instant()).as(this::text).isBefore(START.plus(Duration.ofHours(2)));
      step();
    }

    assertThat(refused).as("jobs that the hub refused").isEmpty();
    assertThat(created).hasSize(5 * JOBS);
    for (int round = 0; round < JOBS; round++) {
      assertThat(created.subList(round * 5, round * 5 + 5))
          .as("round %d of %s", round, created)
          .containsExactlyInAnyOrderElementsOf(names);
    }
    last.forEach((name, result) -> assertThat(ledger(result).batches()).as(name).hasSize(JOBS));
  }

  private void step() throws HubException {
    String name =
        due.entrySet().stream()
            .min(Comparator.comparing(Map.Entry::getValue))
            .orElseThrow()
            .getKey();
    advanceTo(due.get(name));
    Result result = pass.run(request(name));
    last.put(name, result);
    due.put(name, isDone(result) ? Instant.MAX : result.wakeAt());
    if (result.ledger().isPresent() && ledger(result).batches().isEmpty()) {
      assertThat(ledger(result).progress().states())
          .as("devices of %s, which has no job", name)
          .isEqualTo(String.valueOf(MemberState.PENDING.letter()).repeat(DEVICES));
    }
    Map<String, Long> holders =
        last.entrySet().stream()
            .filter(entry -> entry.getValue().ledger().isPresent())
            .filter(entry -> ledger(entry.getValue()).openJobs() > 0)
            .collect(groupingBy(Map.Entry::getKey, counting()));
    assertThat(holders).as("rollouts with a job").hasSizeLessThanOrEqualTo(1);
    String waits = result.standing().waitingFor().orElse("");
    if (waits.startsWith("a job slot")) {
      assertThat(waits).containsAnyOf("held by FleetRollout plant/", "came before");
    }
  }

  private static boolean isDone(Result result) {
    return result.standing().stage() == Stage.SUCCEEDED;
  }

  private static Ledger ledger(Result result) {
    return result.ledger().orElseThrow();
  }

  private String text() {
    return last.values().stream().map(result -> result.standing().toString()).toList().toString();
  }

  private void advanceTo(Instant time) {
    Instant target = time.isAfter(clock.instant()) ? time : clock.instant().plusMillis(1);
    while (agenda.nextDue().filter(next -> !next.isAfter(target)).isPresent()) {
      clock.moveTo(agenda.nextDue().orElseThrow());
      agenda.runDue();
    }
    clock.moveTo(target);
  }

  private RolloutRequest request(String name) {
    Hub port = port(name);
    return new RolloutRequest(
        new RolloutKey("plant", name),
        "uid-" + name,
        START,
        spec(name),
        new HubLink.Connected(HOST, new BudgetedHub(port, HOST, budget), budget.policy()),
        Optional.empty(),
        Optional.empty());
  }

  /** Each rollout has a leaf of its own. */
  private static RolloutSpec spec(String name) {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("plant")
            .withName(name)
            .withUid("uid-" + name)
            .withGeneration(1L)
            .build());
    rollout.setSpec(
        Serialization.unmarshal(
            """
            hubRef: {name: plant}
            selector: {query: "tags.environment = 'production'"}
            expectedDevices: {max: 1000}
            patch: {desired: {leaf-%s: 10}}
            state: Run
            convergence: {rule: None}
            strategy: {waves: [{name: fleet, size: "100%%"}]}
            writer: {mode: Job, maxDevicesPerJob: %d}
            """
                .formatted(name, DEVICES / JOBS),
            FleetRolloutSpec.class));
    return SpecReader.read(rollout)
        .fold(
            SpecReading.Valid::spec,
            invalid -> {
              throw new AssertionError(invalid.message());
            });
  }

  private Hub port(String name) {
    Hub sound = new InProcessHub(hub);
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (proxy, method, args) -> {
              try {
                Object answer = method.invoke(sound, args);
                if (method.getName().equals("createJob")) {
                  created.add(name);
                }
                return answer;
              } catch (InvocationTargetException e) {
                if (e.getCause() instanceof HubException.JobSlotsTaken) {
                  refused.add(name + " " + ((JobRequest) args[0]).jobId());
                }
                throw e.getCause();
              }
            });
  }
}
