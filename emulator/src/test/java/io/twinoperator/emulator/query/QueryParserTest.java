package io.twinoperator.emulator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NavigableSet;
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
        "SELECT min(tags.a), max(tags.a), sum(tags.a + 1) FROM devices",
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
        "SELECT * FROM devices.modules | 1:15",
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
    assertThatThrownBy(() -> QueryParser.parseCondition("SELECT * FROM devices"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("Line 1:29 ");
    assertThatThrownBy(() -> QueryParser.parseCondition("tags.a = 1\nAND ,"))
        .hasMessageContaining("Line 2:5 ");
  }

  @Test
  void nestingIsBounded() {
    assertThatCode(() -> QueryParser.parseCondition(nested(100))).doesNotThrowAnyException();
    assertThatThrownBy(() -> QueryParser.parseCondition(nested(101)))
        .hasMessageContaining("Nested deeper than 100 levels");
    assertThatThrownBy(() -> QueryParser.parseCondition("NOT ".repeat(101) + "true"))
        .hasMessageContaining("Nested deeper than 100 levels");
  }

  @Test
  void longChainsAreNotDeep() {
    Expression sum = QueryParser.parseCondition("1" + "+1".repeat(4000) + " = 4001");
    Expression either = QueryParser.parseCondition("1=2" + " OR 1=2".repeat(1100) + " OR 1=1");

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

  @Test
  void namesTheDevicesOfAConditionOnlyWhenNoOtherCanMatch() {
    assertThat(named("deviceId IN ['b', 'a', 5] AND tags.x = 1").orElseThrow())
        .containsExactly("a", "b");
    assertThat(named("tags.x = 1 AND DeviceId = 'c'").orElseThrow()).containsExactly("c");
    assertThat(named("deviceId = 'a' OR tags.x = 1")).isEmpty();
    assertThat(named("deviceId NIN ['a']")).isEmpty();
    assertThat(named("NOT deviceId = 'a'")).isEmpty();
    assertThat(named("tags.deviceId = 'a'")).isEmpty();
    assertThat(named("deviceId != 'a'")).isEmpty();
  }

  private static Optional<NavigableSet<String>> named(String condition) {
    return NamedDevices.in(QueryParser.parseCondition(condition));
  }

  private static String nested(int levels) {
    return "(".repeat(levels) + "true" + ")".repeat(levels);
  }
}
