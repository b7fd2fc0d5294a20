package io.twinoperator.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.process.Conversation;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.TwinSeed;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.throttle.Throttling;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The emulator, one hub, with devices, in a process of its own. */
final class FleetHubProcess {
  private static final String HOST = "localhost";
  private static final String OTHERS = "written by somebody else";

  private final RequestCounter requests = new RequestCounter();
  private final Map<String, FleetDevice.Sighting> seen = new ConcurrentHashMap<>();
  private final HubEmulator emulator;
  private final BulkTools tools;

  private FleetHubProcess(HubLimits limits) {
    this.emulator = HubEmulator.builder().settings(limits.settings()).onRequest(requests).start();
    this.tools = new BulkTools(emulator.hub());
  }

  /** Takes the words of {@link HubLimits}; serves until its parent is gone. */
  public static void main(String[] args) throws IOException {
    FleetHubProcess process = new FleetHubProcess(HubLimits.read(List.of(args)));
    process.conversation().run();
    process.emulator.close();
  }

  private Conversation conversation() {
    return new Conversation()
        .answering("where", none -> where())
        .doing("create", this::create)
        .doing("enrol", this::enrol)
        .answering("changes", none -> changes())
        .doing("job", tools::createJob)
        .answering("jobAccount", tools::jobAccount)
        .answering("cancelJob", tools::cancelJob)
        .doing("configuration", tools::createConfiguration)
        .answering("configurationAccount", tools::configurationAccount)
        .doing("deleteConfiguration", tools::deleteConfiguration)
        .doing("connect", this::connect)
        .doing("overwrite", words -> forEach(words, this::overwrite))
        .doing(
            "throttle", words -> emulator.hub().throttles().set(Throttling.valueOf(words.get(0))))
        .doing("reset", none -> reset())
        .answering("counts", none -> requests.counts())
        .answering("seen", none -> sightings())
        .answering("asked", words -> count(words, FleetHubProcess::isAsAsked))
        .answering("confirmed", words -> count(words, FleetHubProcess::isConfirmed));
  }

  private Map<String, Object> where() {
    return Map.of(
        "endpoint", emulator.endpoint().uri().toString(),
        "port", emulator.httpsPort(),
        "ca", emulator.caPem(),
        "connectionString", emulator.connectionString(HOST));
  }

  private void reset() {
    requests.reset();
    seen.clear();
  }

  /** Prefix, number of devices, and FRESH or SETTLED. */
  private void create(List<String> words) {
    boolean settled = words.get(2).equals("SETTLED");
    forEach(
        words,
        id -> {
          ObjectNode none = JsonNodeFactory.instance.objectNode();
          ObjectNode tags = settled ? Sample.tags() : none.deepCopy();
          ObjectNode desired = settled ? Sample.desired() : none.deepCopy();
          ObjectNode reported = settled ? Sample.desired() : none.deepCopy();
          reported.put("firmwareVersion", "2.4.1").put("batteryLevel", 87);
          TwinSeed.of(id, tags, desired, reported).applyTo(emulator.hub());
        });
  }

  /** Prefix, number of devices, and the value of a tag by which they can be selected. */
  private void enrol(List<String> words) {
    ObjectNode tags = JsonNodeFactory.instance.objectNode().put(Sample.PLANT, words.get(2));
    ObjectNode desired = JsonNodeFactory.instance.objectNode().put(Sample.EDITED, 60);
    forEach(
        words,
        id ->
            TwinSeed.of(id, tags.deepCopy(), desired.deepCopy(), desired.deepCopy())
                .applyTo(emulator.hub()));
  }

  /** Prefix, number of devices, how they answer, and within how many milliseconds at most. */
  private void connect(List<String> words) {
    FleetDevice.Answer answer = FleetDevice.Answer.valueOf(words.get(2));
    long longest = Long.parseLong(words.get(3));
    int count = Integer.parseInt(words.get(1));
    for (int number = 0; number < count; number++) {
      // Evenly spread, and neighbours far apart: 7919 is a prime larger than most.
      long share = number * 7919L % count;
      FleetDevice.connect(
          emulator,
          Sample.name(words.get(0), number),
          answer,
          Duration.ofMillis(longest * share / count),
          seen);
    }
  }

  private void overwrite(String deviceId) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("properties").putObject("desired").put(Sample.EDITED, OTHERS);
    emulator.hub().twins().patch(ClientId.device(deviceId), patch, new IfMatch.Absent());
  }

  private static boolean isAsAsked(JsonNode twin) {
    return twin.at("/properties/desired/" + Sample.EDITED)
        .equals(Sample.desired().get(Sample.EDITED));
  }

  private static boolean isConfirmed(JsonNode twin) {
    return twin.at("/properties/reported/" + Sample.EDITED + "/ac").asInt() == FleetDevice.APPLIED;
  }

  private Map<String, Long> count(List<String> words, Predicate<JsonNode> which) {
    AtomicLong right = new AtomicLong();
    forEach(
        words,
        id -> {
          if (which.test(emulator.hub().twins().get(ClientId.device(id)))) {
            right.incrementAndGet();
          }
        });
    return Map.of("right", right.get());
  }

  private Changes changes() {
    LongSummaryStatistics heard = new LongSummaryStatistics();
    LongSummaryStatistics reported = new LongSummaryStatistics();
    seen.values()
        .forEach(
            sighting -> {
              heard.accept(sighting.heard());
              sighting.reported().ifPresent(reported::accept);
            });
    return new Changes(
        heard.getCount(),
        heard.getCount() == 0 ? 0 : heard.getMin(),
        heard.getCount() == 0 ? 0 : heard.getMax(),
        reported.getCount() == 0 ? 0 : reported.getMin(),
        reported.getCount() == 0 ? 0 : reported.getMax());
  }

  private Map<String, List<Long>> sightings() {
    Map<String, List<Long>> all = new TreeMap<>();
    seen.forEach(
        (id, sighting) -> all.put(id, List.of(sighting.heard(), sighting.reported().orElse(0L))));
    return all;
  }

  private interface OneDevice {
    void with(String deviceId);
  }

  private static void forEach(List<String> words, OneDevice work) {
    int count = Integer.parseInt(words.get(1));
    for (int number = 0; number < count; number++) {
      work.with(Sample.name(words.get(0), number));
    }
  }
}
