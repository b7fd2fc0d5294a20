package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PlannedWave;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Row 3: a change to a floor by jobs, in waves, and a claimed device left alone. */
public final class RolloutRow {
  private RolloutRow() {}

  /**
   * What was seen.
   *
   * @param history every status of the rollout
   * @param jobs the operator's jobs as the hub describes them at the end
   * @param intervals desired telemetryInterval of each device of the floor at the end
   * @param wanted the interval of the patch
   * @param claimed the device that a DeviceConfig claims
   * @param owner namespace and name of that DeviceConfig
   * @param owned the interval that the DeviceConfig asks for
   */
  public record Seen(
      List<FleetRolloutStatus> history,
      List<JsonNode> jobs,
      Map<String, JsonNode> intervals,
      int wanted,
      String claimed,
      String owner,
      int owned) {
    /** Copies the collections. */
    public Seen {
      history = List.copyOf(history);
      jobs = List.copyOf(jobs);
      intervals = Map.copyOf(intervals);
    }
  }

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(3);
    if (seen.history().isEmpty()) {
      judgement.expect(false, "the rollout never got a status");
      return judgement.finding("");
    }
    FleetRolloutStatus last = seen.history().get(seen.history().size() - 1);
    judgement.expect(
        last.phase() == Phase.Succeeded,
        "the phase is %s: %s".formatted(last.phase(), last.message()));
    jobs(seen, judgement);
    plan(seen, last, judgement);
    counts(seen, judgement);
    claim(seen, last, judgement);
    return judgement.finding(
        "%d scheduleUpdateTwin jobs completed; %s; %d of %d devices at %d; %s is Claimed by %s and stays at %d"
            .formatted(
                seen.jobs().size(),
                last.plan() == null ? "" : waves(last.plan().waves()),
                seen.intervals().size() - 1,
                seen.intervals().size(),
                seen.wanted(),
                seen.claimed(),
                seen.owner(),
                seen.owned()));
  }

  private static void jobs(Seen seen, Judgement judgement) {
    judgement.expect(!seen.jobs().isEmpty(), "there is no job on the hub");
    for (JsonNode job : seen.jobs()) {
      String id = job.path("jobId").asText();
      judgement.expect(
          job.path("type").asText().equals("scheduleUpdateTwin")
              && job.path("status").asText().equals("completed"),
          "job %s is a %s job and %s"
              .formatted(id, job.path("type").asText(), job.path("status").asText()));
      judgement.expect(
          !job.path("queryCondition").asText().contains(seen.claimed()),
          "job %s names the claimed device".formatted(id));
    }
    judgement.expect(
        seen.history().stream().anyMatch(s -> s.jobs() != null && !s.jobs().active().isEmpty()),
        "no status showed a job under way");
  }

  private static void plan(Seen seen, FleetRolloutStatus last, Judgement judgement) {
    if (last.plan() == null || last.waves() == null) {
      judgement.expect(false, "status has no plan or no waves");
      return;
    }
    int planned = last.plan().waves().stream().mapToInt(PlannedWave::devices).sum();
    judgement.expect(
        planned == seen.intervals().size() && last.plan().devices() == planned,
        "the plan has %d devices, its waves %d, the floor %d"
            .formatted(last.plan().devices(), planned, seen.intervals().size()));
    last.waves().stream()
        .filter(wave -> wave.state() != WaveState.Succeeded)
        .forEach(
            wave -> judgement.expect(false, "wave %s is %s".formatted(wave.name(), wave.state())));
    judgement.expect(
        seen.history().stream().anyMatch(status -> status.eta() != null), "no status had an eta");
  }

  private static void counts(Seen seen, Judgement judgement) {
    for (FleetRolloutStatus status : seen.history()) {
      RolloutCounts counts = status.counts();
      if (counts != null && counts.sum() != counts.total()) {
        judgement.expect(
            false, "counts sum to %d, not %d: %s".formatted(counts.sum(), counts.total(), counts));
        return;
      }
    }
  }

  private static void claim(Seen seen, FleetRolloutStatus last, Judgement judgement) {
    List<ClaimedDevice> claimed = last.claimed() == null ? List.of() : last.claimed();
    judgement.expect(
        claimed.stream()
            .anyMatch(
                device ->
                    device.deviceId().equals(seen.claimed())
                        && device.owner().endsWith(seen.owner())
                        && device.paths().contains("desired.telemetryInterval")),
        "status.claimed does not name %s of %s: %s"
            .formatted(seen.claimed(), seen.owner(), claimed));
    seen.intervals()
        .forEach(
            (device, interval) -> {
              int expected = device.equals(seen.claimed()) ? seen.owned() : seen.wanted();
              judgement.expect(
                  interval.isInt() && interval.intValue() == expected,
                  "%s has telemetryInterval %s, not %d".formatted(device, interval, expected));
            });
  }

  private static String waves(List<PlannedWave> waves) {
    return "waves "
        + waves.stream()
            .map(wave -> wave.name() + " " + wave.devices())
            .collect(Collectors.joining(", "));
  }
}
