package io.twinoperator.benchmarks.fleet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.benchmarks.process.Child;
import io.twinoperator.emulator.hub.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The emulator with its devices, seen from here. */
public final class FleetHub implements AutoCloseable {
  /** The hub's host name. */
  public static final String HOST = "localhost";

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Child process;
  private final Address address;

  /** What twins are like at first. */
  public enum Twins {
    /** Nothing of what is asked for is in them. */
    FRESH,
    /** They have all of it, and their devices have confirmed it. */
    SETTLED
  }

  /** How devices answer a change. */
  public enum Answer {
    ACKNOWLEDGE,
    REJECT,
    SILENT
  }

  /** Where a hub is, and how a back end is let in. */
  public record Address(String endpoint, int port, String ca, String connectionString) {}

  /**
   * What a device has noted of the last change, in microseconds since 1970.
   *
   * @param heard when it heard of it
   * @param reported when it answered; 0 if it has not
   */
  public record Sighting(long heard, long reported) {}

  private FleetHub(Child process) {
    this.process = process;
    this.address = read(process.ask("where"), Address.class);
  }

  /**
   * Starts it without a device, unthrottled.
   *
   * @param javaOptions for its JVM, for a profiler
   */
  public static FleetHub start(List<String> javaOptions) {
    return start(javaOptions, HubLimits.of(Tier.S1, 1));
  }

  /**
   * Starts a hub of this size without a device, unthrottled.
   *
   * @param javaOptions for its JVM, for a profiler
   */
  public static FleetHub start(List<String> javaOptions, HubLimits limits) {
    return new FleetHub(
        Child.start(
            "emulator", FleetHubProcess.class, javaOptions, limits.words().toArray(String[]::new)));
  }

  /** Where it is. */
  public Address address() {
    return address;
  }

  /** Creates devices, off. */
  public void create(String prefix, int count, Twins twins) {
    process.ask("create", prefix, count, twins);
  }

  /**
   * Switches devices on.
   *
   * @param longest each answers after a time of its own, evenly spread up to this one
   */
  public void connect(String prefix, int count, Answer answer, Duration longest) {
    process.ask("connect", prefix, count, answer, longest.toMillis());
  }

  /**
   * Creates devices, off, with a value of {@link Sample#EDITED} that they have reported.
   *
   * @param plant the value of the tag {@link Sample#PLANT} by which they can be selected
   */
  public void enrol(String prefix, int count, String plant) {
    process.ask("enrol", prefix, count, plant);
  }

  /** What devices have noted since they were told to forget. */
  public Changes changes() {
    return read(process.ask("changes"), Changes.class);
  }

  /** What a hub's own machine for a change to many devices says of itself. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Account(boolean ended, long done) {}

  /** Gives all devices of a plant a value by one job. */
  public void createJob(String id, String plant, int value) {
    process.ask("job", id, plant, value);
  }

  /** What a job says of itself. */
  public Account jobAccount(String id) {
    return read(process.ask("jobAccount", id), Account.class);
  }

  /** Cancels a job; answers whether the hub let us. */
  public boolean cancelJob(String id) {
    return process.ask("cancelJob", id).path("done").asBoolean();
  }

  /** Gives all devices of a plant a value by a configuration of automatic device management. */
  public void createConfiguration(String id, String plant, int value) {
    process.ask("configuration", id, plant, value);
  }

  /** What a configuration says of itself. */
  public Account configurationAccount(String id) {
    return read(process.ask("configurationAccount", id), Account.class);
  }

  /** Deletes a configuration. */
  public void deleteConfiguration(String id) {
    process.ask("deleteConfiguration", id);
  }

  /** Somebody else writes a value of his own into a leaf of the sample. */
  public void overwrite(String prefix, int count) {
    process.ask("overwrite", prefix, count);
  }

  /** Keeps its limits from now on. */
  public void keepLimits() {
    process.ask("throttle", "ON");
  }

  /** Keeps no limits from now on. */
  public void keepNoLimits() {
    process.ask("throttle", "OFF");
  }

  /** Begins to count anew, and forgets what devices have noted. */
  public void reset() {
    process.ask("reset");
  }

  /** What it has answered. */
  public HubCounts counts() {
    return read(process.ask("counts"), HubCounts.class);
  }

  /** What devices have noted of their last change, by id. */
  public Map<String, Sighting> seen() {
    Map<String, Sighting> seen = new HashMap<>();
    process
        .ask("seen")
        .properties()
        .forEach(
            entry ->
                seen.put(
                    entry.getKey(),
                    new Sighting(
                        entry.getValue().path(0).asLong(), entry.getValue().path(1).asLong())));
    return seen;
  }

  /** How many of these devices have the leaf that {@link #overwrite} overwrites as asked for. */
  public long asAsked(String prefix, int count) {
    return process.ask("asked", prefix, count).path("right").asLong();
  }

  /** How many of these devices have confirmed the values that they were given. */
  public long confirmed(String prefix, int count) {
    return process.ask("confirmed", prefix, count).path("right").asLong();
  }

  /** The CPU time that it has taken. */
  public Duration cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
  }

  private static <T> T read(JsonNode json, Class<T> type) {
    try {
      return MAPPER.treeToValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
