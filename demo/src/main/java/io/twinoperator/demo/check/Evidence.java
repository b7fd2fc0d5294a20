package io.twinoperator.demo.check;

import io.twinoperator.demo.check.Finding.Verdict;
import java.util.List;

/** All that was seen of the scenario. */
public record Evidence(
    TagsRow.Seen tags,
    DesiredRow.Seen desired,
    RolloutRow.Seen rollout,
    DeviceRow.Seen device,
    MirrorRow.Seen mirror,
    List<QueriesRow.Query> queries,
    PracticeRow.Seen practice,
    AbsenceRow.Seen absence,
    RollbackRow.Seen rollback,
    OfflineRow.Seen offline) {

  /** Copies the list. */
  public Evidence {
    queries = List.copyOf(queries);
  }

  /** Judges every row, in order. */
  public List<Finding> judge() {
    return List.of(
        TagsRow.judge(tags),
        DesiredRow.judge(desired),
        RolloutRow.judge(rollout),
        DeviceRow.judge(device),
        MirrorRow.judge(mirror),
        QueriesRow.judge(queries),
        new Finding(
            7,
            Verdict.LATER,
            "twin change events need the built-in endpoint, which is not served yet"),
        PracticeRow.judge(practice),
        AbsenceRow.judge(absence),
        RollbackRow.judge(rollback),
        OfflineRow.judge(offline));
  }
}
