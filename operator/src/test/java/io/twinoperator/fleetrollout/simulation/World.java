package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A hub with a random fleet on it, and all that is true of it. */
final class World {
  /** Median of the sizes of fleets. */
  private static final int MEDIAN = 40;

  private static final double SPREAD = 1.2;

  /** The largest fleet. */
  private static final int LARGEST = 5_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final IfMatch ANY = new IfMatch.Any();

  /** What devices have before, absent among them; one of them is what is wanted. */
  private static final List<JsonNode> INTERVALS =
      List.of(
          JSON.numberNode(5),
          JSON.numberNode(15),
          JSON.numberNode(30),
          JSON.numberNode(60.5),
          JSON.textNode("fast"),
          JSON.booleanNode(false),
          MissingNode.getInstance());

  private final VirtualTime time = new VirtualTime();
  private final Story story = new Story(time.clock());
  private final Dice dice;
  private final Change change;
  private final Tier tier;
  private final EmulatedHub core;
  private final Truth truth;
  private final List<Device> devices = new ArrayList<>();
  private final Map<String, Device> devicesById = new HashMap<>();
  private final Set<Trouble> happened;
  private final double bad;
  private final Duration slowest;

  World(long seed, Calm calm, Set<Trouble> happened) {
    this.happened = happened;
    dice = new Dice(seed, "world");
    change = Change.drawn(dice);
    tier = dice.pick(Tier.S1, Tier.S2, Tier.S3);
    core =
        new EmulatedHub(
            "plant.azure-devices.net", HubSettings.of(tier, 1), time.clock(), time.agenda());
    truth = new Truth(change, time);
    core.watchedBy(truth);
    boolean isCalm = calm == Calm.CALM;
    bad = isCalm || dice.chance(0.3) ? 0 : dice.share(0.01, dice.chance(0.4) ? 0.5 : 0.1);
    boolean late = !isCalm && dice.chance(0.2);
    slowest = late ? Duration.ofMinutes(20) : Duration.ofSeconds(dice.between(1, 40));
    if (late) {
      happened.add(Trouble.LATE_ANSWERS);
    }
    int size = dice.logNormal(MEDIAN, SPREAD, LARGEST);
    for (int n = 0; n < size; n++) {
      add("d-%04d".formatted(n));
    }
    truth.begins();
  }

  /** Whether everything in a world goes well, so that its end does not hang on moments. */
  enum Calm {
    CALM,
    WILD
  }

  VirtualTime time() {
    return time;
  }

  Story story() {
    return story;
  }

  Change change() {
    return change;
  }

  Tier tier() {
    return tier;
  }

  EmulatedHub core() {
    return core;
  }

  Truth truth() {
    return truth;
  }

  List<Device> devices() {
    return devices;
  }

  /** Whether a device has a link to the hub. */
  boolean isConnected(String deviceId) {
    return devicesById.get(deviceId).isConnected();
  }

  /** Creates a device and switches it on. */
  void add(String id) {
    Behaviour behaviour =
        dice.chance(bad) ? Behaviour.bad(dice, slowest) : Behaviour.good(dice, slowest);
    noteTrouble(behaviour.kind());
    Device device = new Device(id, core, time, behaviour);
    create(device);
    devices.add(device);
    devicesById.put(id, device);
  }

  private void create(Device device) {
    Map<LeafPath, JsonNode> before = before();
    asOthers(
        () -> {
          core.identities().create(ClientId.device(device.id()), JSON.objectNode());
          ObjectNode twin = JSON.objectNode();
          ObjectNode tags = twin.putObject("tags");
          tags.put("env", dice.chance(0.95) ? "prod" : "lab");
          tags.put("site", "s" + dice.between(0, 4));
          tags.put("ring", dice.between(0, 2));
          ObjectNode desired = twin.putObject("properties").putObject("desired");
          desired.put("somethingElse", 1);
          before.forEach(
              (path, value) ->
                  Change.put(path.section() == Section.TAGS ? tags : desired, path, value));
          core.twins().patch(ClientId.device(device.id()), twin, ANY);
        });
    device.connect();
    Map<LeafPath, JsonNode> reported = new TreeMap<>();
    before.forEach(
        (path, value) -> {
          if (path.section() == Section.DESIRED) {
            reported.put(path, value);
          }
        });
    device.introduce(reported);
  }

  /** What a device has before any rollout. */
  private Map<LeafPath, JsonNode> before() {
    Map<LeafPath, JsonNode> values = new TreeMap<>();
    JsonNode interval = dice.chance(0.05) ? JSON.numberNode(10) : dice.pick(INTERVALS);
    if (!interval.isMissingNode()) {
      values.put(Change.INTERVAL, interval);
    }
    if (dice.chance(0.6)) {
      values.put(Change.LEVEL, JSON.textNode(dice.pick("info", "warn", "debug")));
    } else if (dice.chance(0.1)) {
      values.put(LeafPath.parse("desired.logging"), JSON.textNode("plain"));
    }
    if (dice.chance(0.5)) {
      values.put(Change.LEGACY, JSON.textNode("old"));
    }
    if (dice.chance(0.5)) {
      values.put(Change.CHANNEL, JSON.textNode(dice.pick("alpha", "stable", "beta")));
    }
    return values;
  }

  private void noteTrouble(Behaviour.Kind kind) {
    switch (kind) {
      case LIES -> happened.add(Trouble.LIARS);
      case REJECTS, REJECTS_THEN_APPLIES -> happened.add(Trouble.REJECTS);
      case IS_SILENT, NEVER_REPORTS, IS_STUCK -> happened.add(Trouble.SILENCE);
      case FLAPS -> happened.add(Trouble.FLAPPING);
      case ACKNOWLEDGES_STALE_FIRST, ACKNOWLEDGES_STALE_ONLY ->
          happened.add(Trouble.STALE_ACKNOWLEDGEMENTS);
      case ACKNOWLEDGES, ACCEPTS_THEN_APPLIES, REPORTS_PLAINLY -> {}
    }
  }

  private void asOthers(Runnable action) {
    truth.as(
        Truth.Author.OTHERS,
        () -> {
          action.run();
          return true;
        });
  }

  /** Somebody else patches a twin; nothing if there is none. */
  void patch(String deviceId, ObjectNode patch) {
    asOthers(() -> Disturber.patch(this, deviceId, patch));
  }

  /** Somebody deletes a device. */
  void delete(Device device) {
    if (truth.of(device.id()).orElseThrow().registered) {
      truth.deleted(device.id());
      asOthers(() -> core.identities().delete(ClientId.device(device.id()), ANY));
      story.say("-- deleted: " + device.id());
    }
  }

  /** Somebody creates it again; it begins from nothing. */
  void createAnew(Device device) {
    if (!truth.of(device.id()).orElseThrow().registered) {
      device.forget();
      create(device);
      story.say("-- created anew: " + device.id());
    }
  }
}
