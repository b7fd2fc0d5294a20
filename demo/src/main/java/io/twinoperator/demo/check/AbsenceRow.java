package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import java.util.List;

/** Row 9: a change made while a device is away reaches it when it is back. */
public final class AbsenceRow {
  private static final String INTERVAL = "telemetryInterval";

  private AbsenceRow() {}

  /**
   * What was seen.
   *
   * @param device the one that was away
   * @param history every status of the rollout
   * @param away its twin when the rollout had deferred it; missing if that was not seen
   * @param back its twin at the end
   * @param wanted the interval of the patch
   */
  public record Seen(
      String device, List<FleetRolloutStatus> history, JsonNode away, JsonNode back, int wanted) {
    /** Copies the list. */
    public Seen {
      history = List.copyOf(history);
    }
  }

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(9);
    judgement.expect(
        seen.history().stream().anyMatch(s -> s.counts() != null && s.counts().deferred() == 1),
        "no status counted 1 deferred device");
    judgement.expect(
        seen.away().path("connectionState").asText().equals("Disconnected"),
        seen.device() + " was not seen away while it was deferred");
    judgement.expect(
        !isWanted(seen, desired(seen.away())),
        seen.device() + " was written while it was deferred");
    judgement.expect(
        isWanted(seen, desired(seen.back())),
        "%s has desired %s %s at the end".formatted(seen.device(), INTERVAL, desired(seen.back())));
    judgement.expect(
        isWanted(seen, reported(seen.back())),
        "%s reports %s %s at the end".formatted(seen.device(), INTERVAL, reported(seen.back())));
    atTheEnd(seen, judgement);
    return judgement.finding(
        "%s was off when its wave was released: deferred, %s still %s; back again it was written and reports %d"
            .formatted(seen.device(), INTERVAL, desired(seen.away()), seen.wanted()));
  }

  private static void atTheEnd(Seen seen, Judgement judgement) {
    boolean settled =
        !seen.history().isEmpty() && isSettled(seen.history().get(seen.history().size() - 1));
    judgement.expect(settled, "at the end devices are still deferred or stragglers");
  }

  private static boolean isSettled(FleetRolloutStatus last) {
    RolloutCounts counts = last.counts();
    return counts != null
        && counts.deferred() + counts.straggler() + counts.writtenOffline() == 0
        && counts.converged() > 0;
  }

  private static boolean isWanted(Seen seen, JsonNode interval) {
    return interval.isInt() && interval.intValue() == seen.wanted();
  }

  private static JsonNode desired(JsonNode twin) {
    return twin.at("/properties/desired").path(INTERVAL);
  }

  private static JsonNode reported(JsonNode twin) {
    return Json.plain(twin.at("/properties/reported").path(INTERVAL));
  }
}
