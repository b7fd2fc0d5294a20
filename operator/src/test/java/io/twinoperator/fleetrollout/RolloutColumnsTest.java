package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.event.Telling;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What {@code kubectl get frollout -o wide --watch} prints over a rollout, by the columns of the
 * definition as it is shipped. With {@code -Dgolden.write=true} the text is written anew; the facts
 * are checked apart from it.
 */
class RolloutColumnsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/stories/columns.txt");
  private static final Duration LONG = Duration.ofHours(4);
  private static final String SPEC =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
      expectedDevices: {max: 1000}
      patch: {desired: {telemetryInterval: 10}}
      state: Run
      strategy:
        waves:
        - {name: canary, size: 2, minSuccessTime: 30s, gate: Manual}
        - {name: early, size: 25%}
        progressDeadline: 5m
      failurePolicy: {maxFailures: 2, action: Rollback}
      rollback: {bakeTime: 1m}
      """;

  private final List<String> lines = new ArrayList<>();
  private List<Condition> before = List.of();

  @Test
  void theColumnsTellTheStory() throws IOException {
    lines.add("# A rollout that waits at a gate, goes on, and bakes");
    RolloutStory good = new RolloutStory().fleet(24, rules -> {}).spec(SPEC);
    watch(good, Stage.GATED);
    good.edit("state: Run", "state: Run\npromoteTo: All");
    watch(good, Stage.SUCCEEDED);
    lines.add("");
    before = List.of();
    lines.add("# A rollout whose first devices refuse: it stops by itself and rolls back");
    RolloutStory bad =
        new RolloutStory()
            .fleet(
                24,
                rules ->
                    rules.behaviour(
                        member -> true,
                        new Behaviour.Reject(Duration.ofSeconds(1), 400, "interval below 15")))
            .spec(SPEC);
    watch(bad, Stage.ROLLED_BACK_BY_BREACH, Stage.ROLLED_BACK_WITH_EXCEPTIONS);

    String text = String.join("\n", lines) + "\n";
    assertThat(text)
        .contains("Progressing  canary  0  0  24", "Progressing  early  2  0  24")
        .contains("Baking  -  24  0  24", "Succeeded  -  24  0  24")
        .containsPattern("\\nRolledBack\\w*  -  0  2  24  -  (True|False)  rolled back");
    assertThat(lines.stream().filter(line -> line.startsWith("    event")).map(String::strip))
        .containsExactly(
            "event: Normal Planned",
            "event: Normal Progressing",
            "event: Normal GateClosed",
            "event: Normal Progressing",
            "event: Normal Baking",
            "event: Normal Succeeded",
            "event: Normal Planned",
            "event: Normal Progressing",
            "event: Normal RollingBack",
            "event: Warning RolledBackByFailurePolicy");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text)
        .as("%s differs; if it is meant to, run the test with -Dgolden.write=true", GOLDEN)
        .isEqualTo(Files.readString(GOLDEN));
  }

  /** Prints a row whenever it says something else than the one before, but for its estimate. */
  private void watch(RolloutStory story, Stage... ends) throws IOException {
    JsonNode columns = columns();
    Predicate<Result> done =
        result -> {
          print(columns, story);
          return List.of(ends).contains(result.standing().stage());
        };
    if (lines.get(lines.size() - 1).startsWith("#")) {
      List<String> names = new ArrayList<>();
      columns.forEach(column -> names.add(column.path("name").asText().toUpperCase(Locale.ROOT)));
      lines.add(String.join("  ", names));
    }
    story.runUntil(LONG, done);
  }

  private void print(JsonNode columns, RolloutStory story) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    FleetRolloutStatus status = story.status();
    object.set("status", new ObjectMapper().valueToTree(status));
    List<String> told = events(status.conditions());
    List<String> cells = new ArrayList<>();
    columns.forEach(column -> cells.add(cell(object, column.path("jsonPath").asText())));
    String row = String.join("  ", cells);
    String last = lastRow();
    if (!withoutTimes(row).equals(withoutTimes(last))) {
      lines.add(row);
    }
    lines.addAll(told);
  }

  /** What an Event tells of the step to this status, as for every object of which there are few. */
  private List<String> events(List<Condition> conditions) {
    List<String> told =
        new Telling(Set.of(), Set.of(), Set.of())
            .between(before, conditions).stream()
                .map(event -> "    event: %s %s".formatted(event.type(), event.reason()))
                .toList();
    before = conditions;
    return told;
  }

  private String lastRow() {
    return lines.stream()
        .filter(line -> !line.startsWith("    event"))
        .reduce("", (earlier, later) -> later);
  }

  private static String withoutTimes(String row) {
    return row.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:]*Z", "");
  }

  private static final Pattern OF_A_TYPE =
      Pattern.compile("(.*)\\[\\?\\(@\\.type==\"(\\w+)\"\\)]\\.(\\w+)");

  /** The API server prints nothing where a path leads nowhere; here it is a dash. */
  private static String cell(JsonNode object, String path) {
    Matcher ofType = OF_A_TYPE.matcher(path);
    JsonNode value = object.at(path.replace('.', '/'));
    if (ofType.matches()) {
      for (JsonNode condition : object.at(ofType.group(1).replace('.', '/'))) {
        if (condition.path("type").asText().equals(ofType.group(2))) {
          value = condition.path(ofType.group(3));
        }
      }
    }
    return value.isMissingNode() || value.isNull() ? "-" : value.asText();
  }

  /** All columns but the age, which is not of the status. */
  private static JsonNode columns() throws IOException {
    Path file = ProjectTree.at("crds/fleetrollouts.twin-operator.io.yaml");
    JsonNode definition = Serialization.unmarshal(Files.readString(file), JsonNode.class);
    var columns = JsonNodeFactory.instance.arrayNode();
    definition
        .at("/spec/versions/0/additionalPrinterColumns")
        .forEach(
            column -> {
              if (column.path("jsonPath").asText().startsWith(".status")) {
                columns.add(column);
              }
            });
    assertThat(columns).as("columns of " + file).isNotEmpty();
    return columns;
  }
}
