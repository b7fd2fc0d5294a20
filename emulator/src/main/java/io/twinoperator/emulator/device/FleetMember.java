package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;

/**
 * One device of a generated fleet: where it is and what its twin says at the start.
 *
 * @param deviceId for example {@code sensor-temp-042}
 * @param building {@code B1} to {@code B3}
 * @param floor 1 to 5
 * @param room for example {@code 305}
 * @param firmware what it runs
 * @param wantedFirmware what its desired properties ask for
 * @param batteryLevel percent
 * @param lastBootTime when it was switched on
 */
public record FleetMember(
    String deviceId,
    String building,
    int floor,
    String room,
    String firmware,
    String wantedFirmware,
    int batteryLevel,
    Instant lastBootTime) {

  private static final int BUILDINGS = 3;
  private static final int FLOORS = 5;
  private static final int ROOMS = 20;
  private static final int LANDMARK = 42;

  /** The device that the documentation's examples are about, at its place and with its twin. */
  static FleetMember landmark() {
    return new FleetMember(
        id(LANDMARK), "B1", 3, "305", "2.1.0", "2.2.0", 87, Instant.parse("2026-02-15T08:12:33Z"));
  }

  /**
   * The member with a number.
   *
   * @param number 1 or more; 42 is the landmark
   * @param seed values are drawn from it and the number
   */
  static FleetMember numbered(int number, long seed) {
    if (number == LANDMARK) {
      return landmark();
    }
    Random random = new Random(seed * 31 + number);
    int index = number - 1;
    int floor = index / BUILDINGS % FLOORS + 1;
    int room = floor * 100 + index / (BUILDINGS * FLOORS) % ROOMS + 1;
    // One in ten runs older firmware, as fleets do.
    String firmware = number % 10 == 0 ? "2.0.5" : "2.1.0";
    return new FleetMember(
        id(number),
        "B" + (index % BUILDINGS + 1),
        floor,
        Integer.toString(room),
        firmware,
        firmware,
        5 + random.nextInt(95),
        Instant.parse("2026-02-15T08:00:00Z").minus(random.nextInt(500), ChronoUnit.HOURS));
  }

  /** Its tags. */
  public ObjectNode tags() {
    ObjectNode tags = JsonNodeFactory.instance.objectNode();
    tags.putObject("location").put("building", building).put("floor", floor).put("room", room);
    tags.put("environment", "production");
    tags.putObject("firmware")
        .put("currentVersion", firmware)
        .put("lastUpdated", "2026-02-10T14:30:00Z");
    return tags;
  }

  /** Its desired properties. */
  public ObjectNode desired() {
    return settings().put("firmwareVersion", wantedFirmware);
  }

  /** Its reported properties. */
  public ObjectNode reported() {
    return settings()
        .put("firmwareVersion", firmware)
        .put("batteryLevel", batteryLevel)
        .put("lastBootTime", lastBootTime.toString());
  }

  private static ObjectNode settings() {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("telemetryInterval", 30);
    settings.putObject("temperatureThreshold").put("min", 18.0).put("max", 28.0);
    return settings;
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "sensor-temp-%03d", number);
  }
}
