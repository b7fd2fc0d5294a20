package io.twinoperator.emulator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM devices",
        "select * from devices where tags.location.floor = 3",
        "SELECT TOP 5 deviceId FROM devices",
        "SELECT deviceId AS id, tags.a AS [[group]] FROM devices",
        "SELECT * FROM devices WHERE tags.[[group]].x = 1",
        "SELECT * FROM devices WHERE configurations.[[id]].status = 'Applied'",
        "SELECT COUNT() AS n FROM devices",
        "SELECT status, count() FROM devices GROUP BY status",
        "SELECT AVG(properties.reported.temperature.min) AS a FROM devices",
        "SELECT min(tags.a), max(tags.a), sum(tags.a) FROM devices",
        "SELECT * FROM devices.modules WHERE moduleId = 'm' AND deviceId IN ['a', 'b']",
        "SELECT properties.reported.$metadata.a.$lastUpdated AS t FROM devices",
        "SELECT * FROM devices WHERE tags.a = [1, 'x', null]",
        "SELECT tags.value, tags.order FROM devices WHERE tags.like = 1",
        "SELECT * FROM devices WHERE properties.reported.limits.min > 1 AND tags.count = 2",
        "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'x'",
        "SELECT * FROM devices WHERE tags.a IN ['x', 1, true, null]",
        "SELECT * FROM devices WHERE tags.a NIN []",
        "SELECT * FROM devices WHERE NOT (tags.a <> 0xFF OR tags.b != -1.5e3)",
        "SELECT * FROM devices WHERE tags.a = undefined AND IS_DEFINED(tags.b)",
        "SELECT * FROM devices WHERE STARTSWITH(deviceId, 'x') AND endswith(deviceId, \"y\")",
        "SELECT * FROM devices WHERE tags.a = 'it\\'s' AND tags.b = \"\\\"\\\\\\u00e9\"",
        "SELECT *\n FROM devices\n\tWHERE properties.desired.$version"
            + " = properties.reported.lastDesiredVersion"
      })
  void parses(String text) {
    assertThatCode(() -> QueryParser.parse(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 1:1",
        "SELECT | 1:7",
        "SELECT * FROM | 1:14",
        "SELECT * FROM modules | 1:15",
        "SELECT * FROM devices WHERE | 1:28",
        "SELECT * FROM devices WHERE tags.a == 1 | 1:37",
        "SELECT * FROM devices WHERE tags.group = 1 | 1:34",
        "SELECT * FROM devices WHERE tags.a = 'x | 1:38",
        "SELECT * FROM devices WHERE tags.a = 'x\\q' | 1:38",
        "SELECT * FROM devices WHERE tags.a = 1 = 2 | 1:40",
        "SELECT * FROM devices WHERE tags.a IN 'x' | 1:39",
        "SELECT * FROM devices WHERE tags.a IN [tags.b] | 1:40",
        "SELECT * FROM devices WHERE CONTAINS(tags.a, 'x') | 1:29",
        "SELECT * FROM devices WHERE STARTS_WITH(tags.a, 'x') | 1:29",
        "SELECT * FROM devices WHERE IS_DEFINED(tags.a, 1) | 1:29",
        "SELECT * FROM devices ORDER BY deviceId | 1:23",
        "SELECT TOP 0 * FROM devices | 1:12",
        "SELECT TOP 99999999999 * FROM devices | 1:12",
        "SELECT COUNT(tags.a) FROM devices | 1:8",
        "SELECT SUM() FROM devices | 1:8",
        "SELECT SUM(tags.a + 1) FROM devices | 1:8",
        "SELECT SUM(1) FROM devices | 1:8",
        "SELECT AVG(tags.a, tags.b) FROM devices | 1:18",
        "SELECT COUNT() FROM devices.jobs | 1:8",
        "SELECT * FROM devices.jobs GROUP BY status | 1:8",
        "SELECT tags.a FROM devices GROUP BY tags.a, tags.b | 1:43",
        "SELECT * FROM devices WHERE tags.a = '\\U0041' | 1:38",
        "SELECT * FROM devices WHERE -tags.a = 1 | 1:30",
        "SELECT UPPER(tags.a) FROM devices | 1:8",
        "SELECT tags.a, COUNT() FROM devices | 1:8",
        "SELECT tags.a, COUNT() FROM devices GROUP BY tags.b | 1:8",
        "SELECT * FROM devices GROUP BY tags.b | 1:8",
        "SELECT deviceId FROM devices.jobs | 1:8",
        "SELECT * FROM devices; | 1:22",
        "SELECT * FROM devices WHERE tags.é = 1 | 1:34"
      })
  void refusesWithLineAndColumn(String text, String position) {
    assertThatThrownBy(() -> QueryParser.parse(text))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageStartingWith(
            "SQL query parse failed due to following errors: \n\tLine " + position + " ");
  }

  @Test
  void columnsOfAConditionCountFromTheWholeQueryAsTheHubHasIt() {
    assertThatThrownBy(() -> where("SELECT * FROM devices"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("Line 1:29 ");
    assertThatThrownBy(() -> where("tags.a = 1\nAND ,")).hasMessageContaining("Line 2:5 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM devices ORDER BY deviceId | 1:23 ORDER BY is not supported",
        "SELECT * FROM devices WHERE tags.a = 1 order by deviceId | 1:40 ORDER BY is not",
        "SELECT * FROM devices JOIN devices.modules | 1:23 JOIN is not supported",
        "SELECT * FROM devices OFFSET 5 | 1:23 OFFSET is not supported",
        "SELECT * FROM devices LIMIT 5 | 1:23 LIMIT is not supported",
        "SELECT a, COUNT() FROM devices GROUP BY a HAVING COUNT() > 1 | 1:43 HAVING is not",
        "SELECT DISTINCT tags.a FROM devices | 1:8 DISTINCT is not supported",
        "SELECT VALUE tags.a FROM devices | 1:8 SELECT VALUE is not supported",
        "SELECT * FROM (SELECT * FROM devices) | 1:16 A SELECT inside",
        "SELECT * FROM devices WHERE deviceId IN (SELECT deviceId FROM devices) | 1:42 A SELECT",
        "SELECT * FROM devices UNION SELECT * FROM devices | 1:23 UNION is not supported",
        "SELECT * FROM devices WHERE tags.a BETWEEN 1 AND 2 | 1:36 BETWEEN is not supported",
        "SELECT * FROM devices WHERE tags.a LIKE 'x%' | 1:36 LIKE is not supported",
        "SELECT * FROM devices WHERE tags.a IS NULL | 1:36 IS is not supported",
        "SELECT COUNT(*) FROM devices | 1:14 * stands alone",
        "SELECT * FROM devices WHERE properties.desired.$metadata.a.$lastUpdated > '2' | 1:29 $met"
      })
  void namesWhatTheLanguageDoesNotHave(String text, String problem) {
    assertThatThrownBy(() -> QueryParser.parse(text))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("\tLine " + problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ABS(tags.a) = 1",
        "AS_NUMBER(tags.a) = 1",
        "IS_NULL(tags.a)",
        "is_string(tags.a)",
        "CONCAT(tags.a, 'b') = 'ab'",
        "LENGTH(tags.a) > 1",
        "LOWER(tags.a) = 'a'",
        "SUBSTRING(tags.a, 1) = 'a'",
        "INDEX_OF(tags.a, 'a') = 0",
        "STARTS_WITH(tags.a, 'a')",
        "ENDS_WITH(tags.a, 'a')",
        "CONTAINS(tags.a, 'a')"
      })
  void saysOfARouteFunctionThatItIsOne(String condition) {
    assertThatThrownBy(() -> where(condition))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("Line 1:29 Function '")
        .hasMessageContaining("' exists in conditions of message routes, not in queries of twins");
  }

  @Test
  void saysOfAnUnknownFunctionWhichThereAre() {
    assertThatThrownBy(() -> where("ARRAY_CONTAINS(tags.a, 1)"))
        .hasMessageContaining(
            "Function 'ARRAY_CONTAINS' does not exist: use IS_DEFINED, STARTSWITH or ENDSWITH");
  }

  @Test
  void metadataInAConditionIsASwitch() {
    String text = "SELECT * FROM devices WHERE properties.reported.[[$metadata]].a = 1";

    assertThatThrownBy(() -> QueryParser.parse(text)).hasMessageContaining("$metadata");
    assertThatCode(() -> QueryParser.parse(text, MetadataInWhere.ALLOWED))
        .doesNotThrowAnyException();
  }

  @Test
  void aConditionMayNameModules() {
    Condition condition =
        QueryParser.parseCondition(
            " from devices.modules WHERE tags.a = 1", MetadataInWhere.REFUSED);

    assertThat(condition.source()).isEqualTo(Query.Source.DEVICES_MODULES);
    assertThat(condition.where()).isEqualTo(where("tags.a = 1"));
    assertThat(QueryParser.parseCondition("*", MetadataInWhere.REFUSED).source())
        .isEqualTo(Query.Source.DEVICES);
    assertThatThrownBy(() -> where("FROM devices.jobs WHERE true"))
        .hasMessageContaining("Line 1:15 A condition selects from devices or devices.modules");
    assertThatThrownBy(() -> where("FROM devices.modules")).hasMessageContaining("Line 1:30 ");
  }

  @Test
  void nestingIsBounded() {
    assertThatCode(() -> where(nested(100))).doesNotThrowAnyException();
    assertThatThrownBy(() -> where(nested(101)))
        .hasMessageContaining("Nested deeper than 100 levels");
    assertThatThrownBy(() -> where("NOT ".repeat(101) + "true"))
        .hasMessageContaining("Nested deeper than 100 levels");
  }

  @Test
  void longChainsAreNotDeep() {
    Expression sum = where("1" + "+1".repeat(4000) + " = 4001");
    Expression either = where("1=2" + " OR 1=2".repeat(1100) + " OR 1=1");

    assertThat(Evaluator.isTrue(sum, EvaluatorTest.EMPTY)).isTrue();
    assertThat(Evaluator.isTrue(either, EvaluatorTest.EMPTY)).isTrue();
  }

  @Test
  void readsEveryPartOfAQuery() {
    Query query =
        QueryParser.parse(
            "SELECT TOP 7 tags.Floor AS f, COUNT() FROM devices WHERE true GROUP BY TAGS.Floor");

    assertThat(query.source()).isEqualTo(Query.Source.DEVICES);
    assertThat(query.top()).isEqualTo(OptionalInt.of(7));
    assertThat(query.groupBy()).contains(Path.of(List.of("TAGS", "Floor")));
    assertThat(query.elements())
        .containsExactly(
            new Element.Column(Path.of(List.of("tags", "Floor")), Optional.of("f")),
            new Element.Aggregate(Element.Fold.COUNT, Optional.empty(), Optional.empty()));
    assertThat(query.isAggregate()).isTrue();
    assertThat(query.selectsAll()).isFalse();
  }

  static Expression where(String condition) {
    return QueryParser.parseCondition(condition, MetadataInWhere.REFUSED).where();
  }

  private static String nested(int levels) {
    return "(".repeat(levels) + "true" + ")".repeat(levels);
  }
}
