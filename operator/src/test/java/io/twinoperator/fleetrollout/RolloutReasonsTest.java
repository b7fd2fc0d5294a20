package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.plan.PlanFinding.Effect;
import io.twinoperator.fleetrollout.plan.PlanFinding.Kind;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts are written against the reasons of conditions: each is in the guide, with what to do. */
class RolloutReasonsTest {
  /** Reasons that no stage and no finding has for its own. */
  private static final List<String> OTHERS =
      List.of(
          "HubChanged",
          "HubNotAnswering",
          "LacksEvidence",
          "LedgerConflict",
          "LedgerFreed",
          "LedgerLost",
          "LedgerTooLarge",
          "LedgerUnreadable",
          "NothingConverged",
          "QueryRefused",
          "ReadingConfigurations",
          "SchemaNotFound",
          "SchemaNotRead",
          "SpecChanged");

  /** Stages that only occur with a finer reason. */
  private static final Set<Stage> FINER = Set.of(Stage.UNPLANNABLE, Stage.BLOCKED, Stage.QUEUED);

  private static final Pattern WORD = Pattern.compile("`(\\w+)`");

  @Test
  void eachReasonIsInTheGuide() throws IOException {
    Set<String> reasons = new TreeSet<>(OTHERS);
    Stream.of(Stage.values())
        .filter(stage -> !FINER.contains(stage))
        .map(Stage::reason)
        .forEach(reasons::add);
    Stream.of(Kind.values())
        .filter(kind -> kind.effect() != Effect.TOLD && kind.effect() != Effect.PLANNED_ANEW)
        .map(Kind::reason)
        .forEach(reasons::add);

    assertThat(documented()).containsExactlyInAnyOrderElementsOf(reasons);
  }

  /** The words of the first column of the table of reasons. */
  private static Set<String> documented() throws IOException {
    String guide = Files.readString(ProjectTree.at("docs/guide/fleetrollout.md"));
    int from = guide.indexOf("\n### Reasons\n");
    String section = guide.substring(from, guide.indexOf("\n### ", from + 1));
    Set<String> words = new TreeSet<>();
    section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(1, line.indexOf('|', 1)))
        .forEach(
            cell -> {
              Matcher word = WORD.matcher(cell);
              while (word.find()) {
                words.add(word.group(1));
              }
            });
    return words;
  }
}
