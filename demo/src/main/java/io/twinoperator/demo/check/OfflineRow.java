package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Row 11: a change to a fleet of which a third is offline. */
public final class OfflineRow {
  private static final String LEVEL = "loggingLevel";

  private OfflineRow() {}

  /**
   * What was seen.
   *
   * @param history every status of the rollout
   * @param wanted the loggingLevel of the patch
   * @param offline devices that were off when it was applied
   * @param away their twins when the rollout had deferred them; empty if that was not seen
   * @param gone those of them that never came back
   * @param claimed the device whose loggingLevel a DeviceConfig claims
   * @param after twins of the whole fleet at the end, by device
   */
  public record Seen(
      List<FleetRolloutStatus> history,
      String wanted,
      Set<String> offline,
      Map<String, JsonNode> away,
      Set<String> gone,
      String claimed,
      Map<String, JsonNode> after) {
    /** Copies the collections. */
    public Seen {
      history = List.copyOf(history);
      offline = Set.copyOf(offline);
      away = Map.copyOf(away);
      gone = Set.copyOf(gone);
      after = Map.copyOf(after);
    }
  }

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(11);
    if (seen.history().isEmpty()) {
      judgement.expect(false, "the rollout never got a status");
      return judgement.finding("");
    }
    FleetRolloutStatus last = seen.history().get(seen.history().size() - 1);
    deferred(seen, judgement);
    counts(seen, last, judgement);
    seen.after().forEach((device, twin) -> atTheEnd(seen, device, twin, judgement));
    return judgement.finding(
        "%d of %d devices were off: %d deferred and not written while the others went on, %d of these back in their wave or as stragglers and converged; %d converged in all, %d still away are written and followed (%s)"
            .formatted(
                seen.offline().size(),
                seen.after().size(),
                most(seen, RolloutCounts::deferred),
                seen.offline().size() - seen.gone().size(),
                last.counts() == null ? 0 : last.counts().converged(),
                seen.gone().size(),
                last.phase()));
  }

  private static void deferred(Seen seen, Judgement judgement) {
    int most = most(seen, RolloutCounts::deferred);
    judgement.expect(
        most == seen.offline().size(),
        "%d devices were off, %d deferred".formatted(seen.offline().size(), most));
    judgement.expect(
        seen.away().keySet().equals(seen.offline()),
        "the deferred devices' twins were not seen meanwhile");
    seen.away()
        .forEach(
            (device, twin) -> {
              judgement.expect(
                  twin.path("connectionState").asText().equals("Disconnected"),
                  device + " was not away while it was deferred");
              judgement.expect(
                  !desired(twin).equals(seen.wanted()),
                  device + " was written while it was deferred");
            });
  }

  private static void counts(Seen seen, FleetRolloutStatus last, Judgement judgement) {
    judgement.expect(
        last.phase() == Phase.SucceededWithStragglers,
        "the phase is %s: %s".formatted(last.phase(), last.message()));
    RolloutCounts counts = last.counts();
    int others = seen.after().size() - seen.gone().size() - 1;
    judgement.expect(
        counts != null
            && counts.straggler() == seen.gone().size()
            && counts.claimed() == 1
            && counts.converged() == others,
        "%d devices should have converged and %d be stragglers, the counts are %s"
            .formatted(others, seen.gone().size(), counts));
    judgement.expect(
        most(seen, RolloutCounts::straggler) > seen.gone().size(),
        "no straggler came back after the last wave");
  }

  private static void atTheEnd(Seen seen, String device, JsonNode twin, Judgement judgement) {
    boolean isClaimed = device.equals(seen.claimed());
    judgement.expect(
        desired(twin).equals(seen.wanted()) != isClaimed,
        "%s has desired %s %s at the end".formatted(device, LEVEL, desired(twin)));
    String reported = Json.plain(twin.at("/properties/reported").path(LEVEL)).asText();
    judgement.expect(
        reported.equals(seen.wanted()) == (!isClaimed && !seen.gone().contains(device)),
        "%s reports %s %s at the end".formatted(device, LEVEL, reported));
  }

  private static int most(Seen seen, ToIntFunction<RolloutCounts> count) {
    return seen.history().stream()
        .map(FleetRolloutStatus::counts)
        .filter(Objects::nonNull)
        .mapToInt(count)
        .max()
        .orElse(0);
  }

  private static String desired(JsonNode twin) {
    return twin.at("/properties/desired").path(LEVEL).asText();
  }
}
