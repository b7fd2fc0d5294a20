package io.twinoperator.benchmarks.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.device.TwinSeed;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The twins that are measured: a sensor in a room of a building, with a few settings and a few
 * readings. The same number is always the same twin.
 */
public final class BenchmarkFleet {
  /** How many devices share a room, and with it the value of the tag {@code room}. */
  public static final int DEVICES_PER_ROOM = 10;

  private static final int DEVICES_PER_BUILDING = 1000;

  private BenchmarkFleet() {}

  /** The id of a device, by its number from 0. */
  public static String deviceId(int number) {
    return String.format(Locale.ROOT, "sensor-%06d", number);
  }

  /** The value of the tag {@code room} of a device, by its number. */
  public static String room(int number) {
    return String.format(Locale.ROOT, "R-%05d", number / DEVICES_PER_ROOM);
  }

  /** Creates devices 0 to {@code count - 1} on a hub. */
  static void fill(EmulatedHub hub, int count) {
    IntStream.range(0, count).forEach(number -> seed(number).applyTo(hub));
  }

  private static TwinSeed seed(int number) {
    return TwinSeed.of(deviceId(number), tags(number), desired(number), reported(number));
  }

  private static ObjectNode tags(int number) {
    ObjectNode tags =
        JsonNodeFactory.instance
            .objectNode()
            .put("building", "B-" + number / DEVICES_PER_BUILDING)
            .put("floor", number / 100 % 10)
            .put("room", room(number));
    tags.putObject("hardware").put("model", "ts-" + number % 7).put("revision", number % 3);
    return tags;
  }

  private static ObjectNode desired(int number) {
    ObjectNode desired =
        JsonNodeFactory.instance
            .objectNode()
            .put("interval", 60)
            .put("firmwareVersion", "1." + number % 4 + ".0")
            .put("enabled", true);
    desired.putObject("thresholds").put("low", 10 + number % 5).put("high", 30 + number % 5);
    return desired;
  }

  private static ObjectNode reported(int number) {
    ObjectNode reported =
        JsonNodeFactory.instance
            .objectNode()
            .put("interval", 60)
            .put("firmwareVersion", "1." + number % 4 + ".0")
            .put("batteryLevel", number % 101)
            .put("serialNumber", String.format(Locale.ROOT, "SN-%08d", number));
    reported.putObject("network").put("rssi", -40 - number % 50).put("ssid", "plant");
    return reported;
  }
}
