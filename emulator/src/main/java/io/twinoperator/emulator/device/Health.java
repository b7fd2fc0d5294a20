package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** What a device measures about itself; the values come from a seed, the times from the clock. */
final class Health {

  private static final int BATTERY_LIFE_HOURS = 24 * 60;

  private final Random random;
  private final Instant booted;
  private final String ipAddress;
  private int batteryLevel = 100;
  private Instant batterySince;

  Health(long seed, Instant booted) {
    this.random = new Random(seed);
    this.booted = booted;
    this.batterySince = booted;
    this.ipAddress = "10.0." + random.nextInt(256) + "." + (1 + random.nextInt(254));
  }

  /** The battery has this level now, in percent, and is used up from here. */
  void battery(int level, Instant now) {
    batteryLevel = level;
    batterySince = now;
  }

  /** The properties of one periodic report. */
  ObjectNode report(Instant now) {
    long hours = Duration.between(booted, now).toHours();
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report
        .putObject("systemHealth")
        .put("cpuPercent", 5 + random.nextInt(40))
        .put("memoryPercent", 30 + random.nextInt(30))
        .put("diskPercent", 20 + random.nextInt(10))
        .put("uptimeHours", hours);
    report
        .putObject("networkInfo")
        .put("ipAddress", ipAddress)
        .put("signalStrength", -40 - random.nextInt(45));
    long used = Duration.between(batterySince, now).toHours() * 100 / BATTERY_LIFE_HOURS;
    report.put("batteryLevel", (int) Math.max(1, batteryLevel - used));
    return report.put("lastReportTime", now.toString());
  }

  /** Where in its interval a device starts to report, so that a fleet does not report in step. */
  Duration phase(Duration interval) {
    return interval.multipliedBy(random.nextInt(1000)).dividedBy(1000);
  }
}
