package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.ProgressView;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.spec.SpecReader;
import io.twinoperator.fleetrollout.spec.SpecReading;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One rollout over a random fleet in a random world, with everything drawn from a seed; after every
 * pass it checks what must always be true.
 */
final class RolloutSimulation {
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final Duration LONGEST = Duration.ofHours(8);
  private static final int MOST_PASSES = 8_000;
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final RolloutKey KEY = new RolloutKey("plant", "interval", "uid-1");

  /** More than enough for the reads, the jobs and the rows of one pass. */
  private static final int CALLS_PER_PASS = 230;

  private final Random random;
  private final VirtualClock clock = new VirtualClock(START);
  private final Agenda agenda = new Agenda(clock);
  private final EmulatedHub core =
      new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, agenda);
  private final InMemoryLedgerStore store = new InMemoryLedgerStore();
  private final UnreliableHub hub;
  private final SimulatedFleet fleet;
  private final Map<String, DeviceClaims> claims = new HashMap<>();
  private final Map<String, Instant> claimedAt = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Set<Integer> done = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();
  private final List<String> story = new ArrayList<>();
  private String state = "Run";
  private final String rest;
  private final boolean desired;
  private long generation = 1;
  private int resumes;
  private String states = "";
  private RolloutPass pass = newPass();
  private int passes;

  RolloutSimulation(long seed) {
    random = new Random(seed);
    int devices = 2 + random.nextInt(59);
    fleet = fleet(devices);
    desired = random.nextInt(6) > 0;
    rest = spec();
    hub =
        new UnreliableHub(
            new InProcessHub(core), clock, new Random(seed + 1), faults(), this::checkJob);
    prepareWorld();
    fleet.devices().forEach(d -> versions.put(d.deviceId(), version(d.deviceId())));
  }

  private RolloutPass newPass() {
    return new RolloutPass(
        store,
        (host, deviceId) -> Optional.of(claims.getOrDefault(deviceId, DeviceClaims.NONE)),
        clock);
  }

  private SimulatedFleet fleet(int devices) {
    double bad = random.nextInt(3) == 0 ? random.nextDouble() * 0.5 : 0.02;
    SimulatedFleet built =
        SimulatedFleet.builder(core, agenda, clock)
            .count(devices)
            .behaviour(member -> random.nextDouble() < 0.5, behaviour(0))
            .behaviour(member -> random.nextDouble() < 0.3, behaviour(1))
            .behaviour(member -> random.nextDouble() < bad, behaviour(2 + random.nextInt(5)))
            .behaviour(member -> random.nextDouble() < bad, behaviour(2 + random.nextInt(5)))
            .build();
    built.connectAll();
    return built;
  }

  private Behaviour behaviour(int kind) {
    Duration delay = Duration.ofMillis(200 + random.nextInt(40_000));
    return switch (kind) {
      case 0 -> new Behaviour.Acknowledge(delay);
      case 1 -> new Behaviour.AcceptThenApply(Duration.ofSeconds(1), delay.plusSeconds(1));
      case 2 -> new Behaviour.Reject(delay, 400, "not for me");
      case 3 -> new Behaviour.Lie(delay);
      case 4 -> new Behaviour.AcceptThenApply(Duration.ofSeconds(1), Duration.ofDays(365));
      default -> new Behaviour.Silent();
    };
  }

  private String spec() {
    List<String> patches =
        List.of(
            "{desired: {telemetryInterval: 10}}",
            "{desired: {telemetryInterval: 10}, tags: {customer: acme}}",
            "{desired: {telemetryInterval: 10}, remove: [tags.firmware.lastUpdated]}");
    List<String> undemanding =
        List.of("{tags: {customer: acme}}", "{remove: [desired.firmwareVersion]}");
    List<String> fitting = desired ? patches : undemanding;
    StringBuilder waves = new StringBuilder();
    for (int wave = 0; wave < random.nextInt(4); wave++) {
      waves.append(
          "\n  - {name: w%d, size: %s, minSuccessTime: %ds, minConverged: %d}"
              .formatted(
                  wave,
                  random.nextBoolean() ? 1 + random.nextInt(9) : 5 + random.nextInt(60) + "%",
                  random.nextInt(120),
                  1 + random.nextInt(3)));
    }
    return """
        hubRef: {name: plant}
        selector: {query: "tags.environment = 'production'"}
        patch: %s
        strategy:
          progressDeadline: 5m
          waves: %s
        failurePolicy: {maxFailures: %s, minDevices: %d}
        writer: {maxDevicesPerJob: %d}
        """
        .formatted(
            fitting.get(random.nextInt(fitting.size())),
            waves.length() == 0 ? "[]" : waves.toString(),
            random.nextBoolean() ? random.nextInt(6) : random.nextInt(60) + "%",
            1 + random.nextInt(20),
            random.nextBoolean() ? 200 : 1 + random.nextInt(20));
  }

  private UnreliableHub.Faults faults() {
    Instant away = soon(20);
    return new UnreliableHub.Faults(
        away,
        random.nextInt(3) == 0 ? away.plusSeconds(random.nextInt(3600)) : away,
        random.nextInt(3) == 0 ? random.nextDouble() * 0.2 : 0,
        random.nextInt(2) == 0 ? random.nextDouble() * 0.02 : 0,
        random.nextInt(3) == 0 ? random.nextDouble() * 0.1 : 0);
  }

  private Instant soon(int minutes) {
    return clock.instant().plusMillis(random.nextInt(minutes * 60_000));
  }

  private void prepareWorld() {
    double offline = random.nextInt(2) == 0 ? random.nextDouble() * 0.8 : 0;
    for (SimulatedDevice device : fleet.devices()) {
      if (random.nextDouble() < 0.07) {
        at(random.nextInt(3) == 0 ? soon(10) : START, () -> claim(device.deviceId()));
      }
      if (random.nextDouble() < offline) {
        Instant from = random.nextBoolean() ? START : soon(15);
        Duration length = Duration.ofSeconds(1 + random.nextInt(5_000));
        if (random.nextInt(4) == 0) {
          at(from, device::disconnect);
        } else {
          device.outage(from, length);
        }
      }
      if (random.nextDouble() < 0.04) {
        at(soon(20), () -> foreignPatch(device.deviceId()));
      }
      if (random.nextDouble() < 0.02) {
        at(soon(10), () -> delete(device.deviceId()));
      }
    }
    if (random.nextInt(4) == 0) {
      foreignJob("other-1", soon(2), Duration.ofSeconds(30 + random.nextInt(4_000)));
    }
    if (random.nextInt(4) == 0) {
      at(soon(10), () -> edit("Pause"));
      at(soon(10).plusSeconds(600 + random.nextInt(1200)), () -> edit("Run"));
    }
    if (random.nextInt(6) == 0) {
      at(soon(20), () -> edit("Abort"));
    }
    if (random.nextInt(3) == 0) {
      at(soon(3), store::dieBeforeProgress);
    }
    runAgenda(START);
  }

  private void at(Instant time, Runnable event) {
    agenda.schedule(time, event);
  }

  private void claim(String deviceId) {
    Owner owner = new Owner("DeviceConfig", "plant", deviceId, START);
    LeafPath path =
        LeafPath.parse(desired ? "desired.telemetryInterval" : "desired.firmwareVersion");
    LeafPath tag = LeafPath.parse("tags.customer");
    claims.put(deviceId, DeviceClaims.of(List.of(new Claim(owner, path), new Claim(owner, tag))));
    claimedAt.put(deviceId, clock.instant());
    say("-- claimed: " + deviceId);
  }

  private void foreignPatch(String deviceId) {
    if (deleted.contains(deviceId)) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("properties").putObject("desired").put("telemetryInterval", 77);
    core.twins().patch(ClientId.device(deviceId), patch, IfMatch.parse("*"));
    versions.merge(deviceId, 1L, Long::sum);
    say("-- foreign patch: " + deviceId);
  }

  private void delete(String deviceId) {
    core.identities().delete(ClientId.device(deviceId), IfMatch.parse("*"));
    deleted.add(deviceId);
    say("-- deleted: " + deviceId);
  }

  private void foreignJob(String id, Instant from, Duration length) {
    at(
        from,
        () -> {
          ObjectNode job = JsonNodeFactory.instance.objectNode();
          job.put("jobId", id).put("type", "scheduleUpdateTwin");
          job.put("queryCondition", "deviceId = 'nobody'");
          job.put("startTime", clock.instant().plus(length).toString());
          job.put("maxExecutionTimeInSeconds", 60);
          job.putObject("updateTwin").put("etag", "*").putObject("tags").put("seen", true);
          try {
            core.jobs().create(id, job);
            say("-- somebody's job takes the slot for " + length);
          } catch (HubError taken) {
            say("-- somebody's job found no slot");
          }
        });
  }

  private void edit(String to) {
    if (!"Abort".equals(state)) {
      state = to;
      generation++;
      say("-- state: " + to);
    }
  }

  private void say(String line) {
    Duration since = Duration.between(START, clock.instant());
    story.add(
        "[+%d:%02d:%02d] %s"
            .formatted(since.toHours(), since.toMinutesPart(), since.toSecondsPart(), line));
  }

  String story() {
    return String.join("\n", story);
  }

  int passes() {
    return passes;
  }

  /** Plays to the end; throws an AssertionError when something is not as it must be. */
  Stage play() {
    Instant end = START.plus(LONGEST);
    Optional<Result> last = Optional.empty();
    while (clock.instant().isBefore(end)) {
      last = onePass();
      Instant wake = last.map(Result::wakeAt).orElse(clock.instant().plusSeconds(5));
      boolean rests = last.filter(this::isOver).isPresent();
      if (rests && agenda.nextDue().isEmpty()) {
        break;
      }
      moveTo(rests && agenda.nextDue().isPresent() ? agenda.nextDue().orElseThrow() : wake);
    }
    Result result = last.orElseThrow();
    say("== " + result.standing());
    checkEnd(result);
    return result.standing().stage();
  }

  private boolean isOver(Result result) {
    return switch (result.standing().stage()) {
      case SUCCEEDED, NOTHING_TO_DO, ABORTED, SUCCEEDED_WITH_STRAGGLERS -> true;
      case PAUSED_BY_BREACH -> !resumed();
      default -> false;
    };
  }

  private boolean resumed() {
    if (resumes++ < 3 && "Run".equals(state)) {
      edit("Run");
      return true;
    }
    return false;
  }

  private Optional<Result> onePass() {
    passes++;
    assertThat(passes).as("passes in %s", LONGEST).isLessThan(MOST_PASSES);
    try {
      Result result = pass.run(request());
      result.notes().forEach(this::say);
      check(result);
      return Optional.of(result);
    } catch (HubException e) {
      return Optional.empty();
    } catch (InMemoryLedgerStore.Died e) {
      say("-- the operator died and is started anew");
      pass = newPass();
      return Optional.empty();
    } finally {
      assertThat(hub.takeCalls()).as("hub calls in one pass").isLessThan(CALLS_PER_PASS);
    }
  }

  private RolloutRequest request() {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(KEY.namespace())
            .withName(KEY.name())
            .withUid(KEY.uid())
            .withGeneration(generation)
            .build());
    rollout.setSpec(Serialization.unmarshal(rest + "state: " + state, FleetRolloutSpec.class));
    var valid =
        SpecReader.read(rollout)
            .fold(
                SpecReading.Valid::spec,
                invalid -> {
                  throw new AssertionError(invalid.message());
                });
    return new RolloutRequest(KEY, generation, valid, link());
  }

  private HubLink.Connected link() {
    BudgetPolicy policy = BudgetPolicy.unlimited(HubLimits.of(HubLimits.Tier.S1, 1, 100));
    return new HubLink.Connected(
        HOST, new BudgetedHub(hub, HOST, new Budget(policy, clock)), policy);
  }

  private void moveTo(Instant wake) {
    Instant target = wake.isAfter(clock.instant()) ? wake : clock.instant().plusMillis(1);
    runAgenda(target);
    clock.moveTo(target);
  }

  private void runAgenda(Instant until) {
    while (agenda.nextDue().filter(due -> !due.isAfter(until)).isPresent()) {
      clock.moveTo(agenda.nextDue().orElseThrow());
      agenda.runDue();
    }
  }

  private long version(String deviceId) {
    return core.twins().get(ClientId.device(deviceId)).at("/properties/desired/$version").asLong();
  }

  private void checkJob(JobRequest request) {
    assertThat(state).as("state when job %s is created", request.jobId()).isEqualTo("Run");
    Ledger ledger = store.load(KEY).orElseThrow();
    Chunk chunk =
        ledger.chunks().stream()
            .filter(stored -> stored.jobId().equals(request.jobId()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(request.jobId() + " is not in the ledger"));
    for (Chunk.ChunkDevice device : chunk.devices()) {
      int wave = waveOf(ledger, device.member());
      for (int before = 0; before < wave; before++) {
        assertThat(ledger.progress().waves().get(before).completedAt())
            .as("wave %d before %s of wave %d is written", before, device.deviceId(), wave)
            .isPresent();
      }
      Instant claimed = claimedAt.get(device.deviceId());
      assertThat(claimed == null || claimed.isAfter(chunk.createdAt()))
          .as("%s is claimed and was to be written", device.deviceId())
          .isTrue();
    }
  }

  private void check(Result result) {
    if (result.ledger().isEmpty()) {
      return;
    }
    Ledger ledger = store.load(KEY).orElseThrow();
    assertThat(ledger).isEqualTo(result.ledger().get());
    RolloutStoryTest.assertSums(new ProgressView(ledger, Map.of(), clock.instant()).counts());
    assertThat(ledger.progress().states()).hasSameSizeAs(ledger.plan().members());
    for (int member = 0; member < ledger.plan().members().size(); member++) {
      checkMember(ledger, member);
    }
    checkWaves(ledger);
    states = ledger.progress().states();
  }

  /** A wave that is newly done has nobody in it who has not answered, and has soaked. */
  private void checkWaves(Ledger ledger) {
    for (int wave = 0; wave < ledger.plan().waves().size(); wave++) {
      var progress = ledger.progress().waves().get(wave);
      if (progress.completedAt().isEmpty() || !done.add(wave)) {
        continue;
      }
      for (int member = 0; member < ledger.plan().members().size(); member++) {
        if (waveOf(ledger, member) == wave) {
          assertThat(ProgressView.state(ledger, member).standing())
              .as("%s in wave %d, which is done", ProgressView.state(ledger, member), wave)
              .isNotIn(Standing.WAITING, Standing.IN_FLIGHT);
        }
      }
    }
  }

  private static int waveOf(Ledger ledger, int member) {
    int planned = ledger.plan().members().get(member).wave();
    return ledger.progress().moved().getOrDefault(member, planned);
  }

  private void checkMember(Ledger ledger, int member) {
    String id = ledger.plan().members().get(member).deviceId();
    if (deleted.contains(id)) {
      return;
    }
    MemberState now = ProgressView.state(ledger, member);
    boolean isNew = states.isEmpty() || states.charAt(member) != now.letter();
    JsonNode twin = core.twins().get(ClientId.device(id));
    assertThat(twin.at("/properties/desired/$version").asLong() - versions.get(id))
        .as("writes of ours to %s", id)
        .isLessThanOrEqualTo(1);
    if (isNew && desired && now == MemberState.CONVERGED) {
      JsonNode reported = twin.at("/properties/reported/telemetryInterval");
      assertThat(reported.isObject() ? reported.path("value").asInt() : reported.asInt())
          .as("%s is said to have converged; it reports %s", id, reported)
          .isEqualTo(10);
    }
    if (isNew && (now == MemberState.TIMED_OUT || now == MemberState.UNVERIFIABLE)) {
      Instant written =
          Instant.parse(
              twin.at("/properties/desired/$metadata/telemetryInterval/$lastUpdated").asText());
      assertThat(Duration.between(written, clock.instant()))
          .as("%s is %s so long after it was written", id, now)
          .isGreaterThanOrEqualTo(DEADLINE);
    }
  }

  private void checkEnd(Result result) {
    Stage stage = result.standing().stage();
    Ledger ledger = result.ledger().orElseThrow();
    String end = ledger.progress().states();
    switch (stage) {
      case SUCCEEDED, SUCCEEDED_WITH_STRAGGLERS, NOTHING_TO_DO ->
          assertThat(end).as(result.standing().message()).doesNotContain(".", "d");
      case ABORTED -> assertThat(ledger.openChunks()).isEmpty();
      case PAUSED_BY_SPEC, PAUSED_BY_BREACH -> assertThat(result.standing().message()).isNotBlank();
      default -> {
        assertThat(end)
            .as("after %s: %s", LONGEST, result.standing())
            .doesNotContain("w", "a", "o");
        assertThat(result.standing().message()).contains("deferred");
      }
    }
  }
}
