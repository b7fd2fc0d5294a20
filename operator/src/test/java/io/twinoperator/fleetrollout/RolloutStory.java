package io.twinoperator.fleetrollout;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.SpecReader;
import io.twinoperator.fleetrollout.spec.SpecReading;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubJob;
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
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Plays one rollout under virtual time with the production pass, the emulator's core and simulated
 * devices, and writes down what happens as a story.
 */
final class RolloutStory {
  static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final RolloutKey KEY = new RolloutKey("plant", "interval", "uid-1");

  final VirtualClock clock = new VirtualClock(START);
  final Agenda agenda = new Agenda(clock);
  final EmulatedHub hub = new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, agenda);
  final InMemoryLedgerStore store = new InMemoryLedgerStore();
  private final Map<String, DeviceClaims> claims = new HashMap<>();
  private final List<String> lines = new ArrayList<>();
  private final SimulatedFleet.Builder builder = SimulatedFleet.builder(hub, agenda, clock);
  private SimulatedFleet fleet = null;
  private String spec = "";
  private long generation = 1;
  private RolloutPass pass = newPass();
  private Result last = null;
  private boolean jobsAreBroken;
  private Budget budget =
      new Budget(BudgetPolicy.unlimited(HubLimits.of(HubLimits.Tier.S1, 1, 100)), clock);

  private RolloutPass newPass() {
    return new RolloutPass(
        store,
        (host, deviceId) -> Optional.of(claims.getOrDefault(deviceId, DeviceClaims.NONE)),
        clock);
  }

  RolloutStory fleet(int devices, Consumer<SimulatedFleet.Builder> rules) {
    builder.count(devices).behaviour(new Behaviour.Acknowledge(Duration.ofSeconds(1)));
    rules.accept(builder);
    fleet = builder.build();
    fleet.connectAll();
    return this;
  }

  /** From now on takes so much of an S1 hub at most. */
  Budget within(int sharePercent) {
    budget =
        new Budget(BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, sharePercent)), clock);
    return budget;
  }

  SimulatedFleet devices() {
    return fleet;
  }

  RolloutStory spec(String json) {
    spec = json;
    return this;
  }

  /** Changes the spec, as a person or a pipeline would. */
  void edit(String from, String to) {
    spec = spec.replace(from, to);
    generation++;
    say("-- spec: " + from.strip() + " -> " + to.strip());
  }

  void claim(String deviceId, String path) {
    Owner owner = new Owner("DeviceConfig", "plant", deviceId, START);
    claims.put(deviceId, DeviceClaims.of(List.of(new Claim(owner, LeafPath.parse(path)))));
  }

  /** Takes the hub's only job slot for a while. */
  void foreignJob(String id, Duration length) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("jobId", id).put("type", "scheduleUpdateTwin");
    job.put("queryCondition", "deviceId = 'nobody'");
    job.put("startTime", clock.instant().plus(length).toString());
    job.put("maxExecutionTimeInSeconds", 60);
    job.putObject("updateTwin").put("etag", "*").putObject("tags").put("seen", true);
    hub.jobs().create(id, job);
    say("-- somebody's job " + id + " takes the slot for " + length);
  }

  /** From now on the hub cannot parse the condition of any job. */
  void breakJobs() {
    jobsAreBroken = true;
  }

  void foreignPatch(String deviceId, String json) {
    hub.twins()
        .patch(
            ClientId.device(deviceId),
            Serialization.unmarshal(json, ObjectNode.class),
            IfMatch.parse(null));
    say("-- somebody else patches " + deviceId + ": " + json);
  }

  /** Ends the operator and starts another, which knows only what is stored. */
  void restart() {
    pass = newPass();
    say("-- the operator is started anew");
  }

  void say(String line) {
    Duration since = Duration.between(START, clock.instant());
    lines.add("[+%02d:%02d] %s".formatted(since.toMinutes(), since.toSecondsPart(), line));
  }

  /** Runs until the rollout rests in one of these stages, or the time is up. */
  Result runUntil(Duration most, Stage... stages) {
    return runUntil(most, result -> List.of(stages).contains(result.standing().stage()));
  }

  Result runUntil(Duration most, Predicate<Result> done) {
    Instant end = clock.instant().plus(most);
    while (clock.instant().isBefore(end)) {
      last = onePass();
      if (done.test(last)) {
        return last;
      }
      advanceTo(last.wakeAt());
    }
    throw new AssertionError("not there after " + most + ":\n" + text());
  }

  Result onePass() {
    try {
      last = pass.run(new RolloutRequest(KEY, generation, rolloutSpec(), link(port())));
    } catch (HubException e) {
      throw new AssertionError(e);
    }
    last.notes().forEach(this::say);
    return last;
  }

  private HubLink.Connected link(Hub port) {
    return new HubLink.Connected(HOST, new BudgetedHub(port, HOST, budget), budget.policy());
  }

  private Hub port() {
    Hub port = new InProcessHub(hub);
    return jobsAreBroken ? new BrokenJobs(port) : port;
  }

  /** A hub at which every job fails for its condition. */
  private record BrokenJobs(Hub hub) implements Hub {
    @Override
    public Twin twin(String deviceId) throws HubException {
      return hub.twin(deviceId);
    }

    @Override
    public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
      return hub.patch(deviceId, patch, etag);
    }

    @Override
    public QueryPage query(String sql, int pageSize, Optional<String> continuation)
        throws HubException {
      return hub.query(sql, pageSize, continuation);
    }

    @Override
    public HubJob createJob(JobRequest request) throws HubException {
      return hub.createJob(
          new JobRequest(
              request.jobId(), "= is no condition", request.patch(), request.maxExecutionTime()));
    }

    @Override
    public Optional<HubJob> job(String jobId) throws HubException {
      return hub.job(jobId);
    }

    @Override
    public HubJob cancelJob(String jobId) throws HubException {
      return hub.cancelJob(jobId);
    }

    @Override
    public long deviceCount() throws HubException {
      return hub.deviceCount();
    }

    @Override
    public List<HubConfiguration> configurations() throws HubException {
      return hub.configurations();
    }
  }

  void advanceTo(Instant time) {
    Instant target = time.isAfter(clock.instant()) ? time : clock.instant().plusMillis(1);
    while (agenda.nextDue().filter(due -> !due.isAfter(target)).isPresent()) {
      clock.moveTo(agenda.nextDue().orElseThrow());
      agenda.runDue();
    }
    clock.moveTo(target);
  }

  void end() {
    say("== " + last.standing().stage() + ": " + last.standing().message());
  }

  FleetRolloutStatus status() {
    return new RolloutReport(object(), clock.instant()).of(last);
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  private FleetRollout object() {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(KEY.namespace())
            .withName(KEY.name())
            .withUid(KEY.uid())
            .withGeneration(generation)
            .build());
    rollout.setSpec(Serialization.unmarshal(spec, FleetRolloutSpec.class));
    return rollout;
  }

  private io.twinoperator.fleetrollout.spec.RolloutSpec rolloutSpec() {
    return SpecReader.read(object())
        .fold(SpecReading.Valid::spec, invalid -> throwing(invalid.message()));
  }

  private static io.twinoperator.fleetrollout.spec.RolloutSpec throwing(String message) {
    throw new AssertionError(message);
  }
}
