package io.twinoperator.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.twinoperator.api.cel.CelRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide's table of what may be edited when says what the rules of the definition do. */
class EditingGuideTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String SECTION = "\n## What may be edited when\n";
  private static final Pattern ROW = Pattern.compile("\\| `([A-Za-z.]+)` \\| ([^|]+) \\|.*");
  private static final Pattern FIELD = Pattern.compile("oldSelf\\.([A-Za-z.]+)\\)");

  @Test
  void eachFieldStandsInTheTableOnce() throws IOException {
    List<String> fields = new ArrayList<>();
    JsonNode spec =
        YAML.readTree(ProjectTree.at("crds/fleetrollouts.twin-operator.io.yaml").toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
    spec.fieldNames().forEachRemaining(fields::add);
    fields.remove("strategy");
    spec.at("/strategy/properties")
        .fieldNames()
        .forEachRemaining(name -> fields.add("strategy." + name));

    assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void whatTheRulesFreezeIsWhatTheTableSays() throws IOException {
    Map<String, String> frozen = new HashMap<>();
    for (CelRule.Defined defined : CelRule.all()) {
      CelRule rule = defined.rule();
      if (rule.plural().equals("fleetrollouts") && rule.text().contains("oldSelf")) {
        if (rule.text().equals("self == oldSelf")) {
          frozen.put(rule.at().substring("spec.".length()), "never");
        } else if (rule.at().equals("spec")) {
          frozen.put(fieldOf(rule.text()), whenOf(rule.text()));
        }
      }
    }

    assertThat(frozen).hasSizeGreaterThan(8);
    assertThat(table())
        .allSatisfy(
            (field, when) ->
                assertThat(when).as(field).isEqualTo(frozen.getOrDefault(field, "at any time")));
    assertThat(table().keySet()).containsAll(frozen.keySet());
  }

  private static String fieldOf(String rule) {
    Matcher longest = FIELD.matcher(rule);
    String field = "";
    while (longest.find()) {
      field = longest.group(1);
    }
    return field;
  }

  private static String whenOf(String rule) {
    return rule.startsWith("oldSelf.state == 'Plan' || ") ? "while `state` is `Plan`" : "never";
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> rows = new HashMap<>();
    String guide = Files.readString(ProjectTree.at("docs/guide/fleetrollout.md"));
    for (String line : guide.substring(guide.indexOf(SECTION)).lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(rows.put(row.group(1), row.group(2).strip())).as(row.group(1)).isNull();
      }
    }
    return rows;
  }
}
