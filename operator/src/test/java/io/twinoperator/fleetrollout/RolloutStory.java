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
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.SpecReader;
import io.twinoperator.fleetrollout.spec.SpecReading;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import io.twinoperator.twin.LeafPath;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Plays one rollout under virtual time with the production pass, the emulator's core and simulated
 * devices, and writes down what happens as a story.
 */
final class RolloutStory {
  static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final RolloutKey KEY = new RolloutKey("plant", "interval");

  final VirtualClock clock = new VirtualClock(START);
  final Agenda agenda = new Agenda(clock);
  final EmulatedHub hub = new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, agenda);
  InMemoryLedgerStore store = new InMemoryLedgerStore();
  final StoryWatch watch = new StoryWatch(hub);
  private final Map<String, DeviceClaims> claims = new HashMap<>();
  private final List<String> lines = new ArrayList<>();
  private final SimulatedFleet.Builder builder = SimulatedFleet.builder(hub, agenda, clock);
  private SimulatedFleet fleet = null;
  private String spec = "";
  private long generation = 1;
  private String uid = "uid-1";
  private HubHost host = HOST;
  private RolloutHolds holds = listed();
  private RolloutPass pass = newPass();
  private Result last = null;
  private EmulatedHub behind = hub;
  private Instant blindUntil = START;
  private HubException blindness = new HubException.Unavailable("503");
  private boolean jobsAreBroken;
  private final Map<String, Integer> calls = new HashMap<>();
  private int failsEvery;
  private boolean refusesQueries;
  private @Nullable Restraint restraint;
  private @Nullable Restraint schema;
  private Budget budget =
      new Budget(BudgetPolicy.unlimited(HubLimits.of(HubLimits.Tier.S1, 1, 100)), clock);

  private static RolloutHolds listed() {
    RolloutHolds none = new RolloutHolds(hub -> Optional.empty());
    none.listed(Map.of());
    return none;
  }

  private RolloutPass newPass() {
    return new RolloutPass(
        new InMemoryLedgerStore(store.shards()),
        (host, deviceId) -> Optional.of(claims.getOrDefault(deviceId, DeviceClaims.NONE)),
        holds,
        Parallel.inOrder(),
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

  /** Its owner lets go of it. */
  void unclaim(String deviceId) {
    claims.remove(deviceId);
    say("-- nobody claims " + deviceId + " any more");
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

  /** A device reports something of its own accord. */
  void report(String deviceId, String json) {
    DeviceListener deaf =
        new DeviceListener() {
          @Override
          public void onDesired(ObjectNode patchWithVersion) {}

          @Override
          public void dropped() {}
        };
    devices().device(deviceId).disconnect();
    try (DeviceLink link = hub.connect(ClientId.device(deviceId), deaf)) {
      link.report(Serialization.unmarshal(json, ObjectNode.class));
    }
    say("-- " + deviceId + " reports " + json);
  }

  /** The schema that the spec names has this against the patch, or nothing any more. */
  void schemaSays(@Nullable Restraint against) {
    schema = against;
    say("-- the schema: " + (against == null ? "satisfied" : against.why()));
  }

  /** From now on the IoTHub leads to another hub. */
  void leadTo(String hostName, EmulatedHub other) {
    host = new HubHost(hostName);
    behind = other;
    say("-- the IoTHub leads to " + hostName);
  }

  /** Sets the annotation hold. */
  void hold() {
    restraint = new Restraint(Hindrance.HELD, "Held", "held");
    say("-- annotation hold");
  }

  /** Takes it away. */
  void release() {
    restraint = null;
    say("-- annotation hold is taken away");
  }

  /** Ends the operator and starts another, which knows only what is stored. */
  void restart() {
    holds = listed();
    pass = newPass();
    say("-- the operator is started anew");
  }

  /** Deletes the object and creates it anew from the same text; its ledger is still there. */
  void recreate(String newUid) {
    uid = newUid;
    say("-- the object is created anew");
  }

  /** Loses all that is stored: another cluster, which only has the object's text. */
  void loseLedger() {
    store = new InMemoryLedgerStore();
    restart();
    say("-- nothing is left of the ledger");
  }

  /** An older rollout of the same leaf on the same devices wants to run. */
  void olderRollout(String name) {
    RolloutKey key = new RolloutKey(KEY.namespace(), name);
    holds.planning(
        new RolloutRequest(
            key,
            "uid-0",
            START.minusSeconds(60),
            rolloutSpec(),
            link(port()),
            Optional.empty(),
            Optional.empty()));
    say("-- the older rollout " + name + " wants the same leaf");
  }

  /** It has ended. */
  void olderRolloutEnds(String name) {
    holds.forget(new RolloutKey(KEY.namespace(), name));
    say("-- the older rollout " + name + " has ended");
  }

  /** For so long every call to the hub fails in this way. */
  void blind(Duration length, HubException why) {
    blindUntil = clock.instant().plus(length);
    blindness = why;
    say("-- for %s the hub answers: %s".formatted(length, why.getMessage()));
  }

  /** An automatic device management configuration sets the leaf on all devices. */
  void configuration(String id, int interval) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("id", id).put("targetCondition", "tags.environment='production'").put("priority", 5);
    body.putObject("content")
        .putObject("deviceContent")
        .put("properties.desired.telemetryInterval", interval);
    hub.configurations().create(id, body);
    say("-- somebody creates the configuration " + id);
  }

  void configurationEnds(String id) {
    hub.configurations().delete(id, IfMatch.parse("*"));
    say("-- somebody deletes the configuration " + id);
  }

  /** The value of an option of the spec that is not known before the plan. */
  void fill(String placeholder, String value) {
    spec = spec.replace(placeholder, value);
    generation++;
  }

  String planDigest() {
    return last.ledger().orElseThrow().plan().digest();
  }

  Result last() {
    return last;
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
      last =
          pass.run(
              new RolloutRequest(
                  KEY,
                  uid,
                  START,
                  rolloutSpec(),
                  link(port()),
                  Optional.ofNullable(restraint),
                  Optional.ofNullable(schema)));
    } catch (HubException e) {
      throw new AssertionError(e);
    }
    last.notes().forEach(this::say);
    watch.look(clock.instant());
    return last;
  }

  private HubLink.Connected link(Hub port) {
    return new HubLink.Connected(host, new BudgetedHub(port, host, budget), budget.policy());
  }

  private Hub port() {
    Hub port = new InProcessHub(behind);
    Hub sound = jobsAreBroken ? new BrokenJobs(port) : port;
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (proxy, method, args) -> call(sound, method, args));
  }

  /** From now on one twin of so many cannot be read. */
  void failOneReadIn(int reads) {
    failsEvery = reads;
    say("-- one read in %d fails".formatted(reads));
  }

  /** From now on the hub cannot parse any query. */
  void refuseQueries() {
    refusesQueries = true;
    say("-- the hub refuses every query");
  }

  /** Twins that were read so far. */
  int reads() {
    return calls.getOrDefault("twin", 0);
  }

  /** Pages of queries that were asked for so far. */
  int queries() {
    return calls.getOrDefault("query", 0);
  }

  private Object call(Hub sound, Method method, Object[] args) throws Throwable {
    int times = calls.merge(method.getName(), 1, Integer::sum);
    if (clock.instant().isBefore(blindUntil)) {
      throw blindness;
    }
    if (failsEvery > 0 && method.getName().equals("twin") && times % failsEvery == 0) {
      throw new HubException.Unavailable("503");
    }
    if (refusesQueries && method.getName().equals("query")) {
      throw new HubException.Invalid("the query is invalid");
    }
    try {
      return method.invoke(sound, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
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

  /** The same for an object that has a status. */
  FleetRolloutStatus statusAfter(FleetRolloutStatus before) {
    FleetRollout rollout = object();
    rollout.setStatus(before);
    return new RolloutReport(rollout, clock.instant()).of(last);
  }

  /** Leads the IoTHub to another hub, or back. */
  void leadTo(String hostName) {
    host = new HubHost(hostName);
    say("-- the IoTHub leads to " + hostName);
  }

  static String hostName() {
    return HOST.name();
  }

  /** Frees the ledger of an ended rollout, as its time after the end does. */
  void freeLedger() {
    store.free(KEY);
    restart();
    say("-- the ledger is freed");
  }

  /** The rollout's claims on a device. */
  DeviceClaims held(String deviceId) {
    return holds.claimsOn(HOST, deviceId).orElseThrow();
  }

  /** What a deletion does now. */
  RolloutRemoval removal() {
    return new RolloutRemoval(KEY, store, link(port()));
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
            .withUid(uid)
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
