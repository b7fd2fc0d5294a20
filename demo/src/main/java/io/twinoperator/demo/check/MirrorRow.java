package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Row 5: what the device reports of itself is in status, bounded. */
public final class MirrorRow {
  private static final int LIMIT = 8192;
  private static final List<String> NUMBERS =
      List.of(
          "/systemHealth/cpuPercent",
          "/systemHealth/memoryPercent",
          "/systemHealth/diskPercent",
          "/systemHealth/uptimeHours",
          "/networkInfo/signalStrength");

  private MirrorRow() {}

  /**
   * What was seen.
   *
   * @param status of the DeviceConfig at the end
   * @param reported what the device reports on the hub
   */
  public record Seen(Optional<DeviceConfigStatus> status, JsonNode reported) {}

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(5);
    Optional<ReportedMirror> mirror = seen.status().map(DeviceConfigStatus::mirror);
    if (mirror.isEmpty()) {
      judgement.expect(false, "status.mirror is missing");
      return judgement.finding("");
    }
    JsonNode reported = mirror.get().reported();
    NUMBERS.forEach(
        path ->
            judgement.expect(
                reported.at(path).isNumber(), "status.mirror.reported has no number at " + path));
    String address = reported.at("/networkInfo/ipAddress").asText();
    judgement.expect(
        !address.isEmpty() && address.equals(seen.reported().at("/networkInfo/ipAddress").asText()),
        "status.mirror has the address '%s', not the device's".formatted(address));
    String lastReport = reported.path("lastReportTime").asText();
    judgement.expect(
        !lastReport.isEmpty()
            && lastReport.compareTo(seen.reported().path("lastReportTime").asText()) <= 0,
        "status.mirror has no lastReportTime of the device");
    int size = reported.toString().getBytes(StandardCharsets.UTF_8).length;
    judgement.expect(
        size <= LIMIT, "status.mirror is %d bytes, more than %d".formatted(size, LIMIT));
    judgement.expect(
        !reported.toString().contains("$metadata"), "status.mirror carries the hub's metadata");
    return judgement.finding(
        "status.mirror: cpu %s %%, memory %s %%, disk %s %%, %s at %s dBm, last report %s, %d bytes"
            .formatted(
                reported.at(NUMBERS.get(0)),
                reported.at(NUMBERS.get(1)),
                reported.at(NUMBERS.get(2)),
                address,
                reported.at("/networkInfo/signalStrength"),
                lastReport,
                size));
  }
}
