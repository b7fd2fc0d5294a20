package io.twinoperator.emulator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text: a query, or a {@link QuerySyntaxException}, and soon. */
class QueryFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Row ROW =
      EvaluatorTest.row(
          Json.object("{'tags':{'a':1,'b':'x','c':{'d':null}},'deviceId':'d','version':2}"));

  private static final List<String> VALID =
      List.of(
          "SELECT * FROM devices WHERE tags.a = 1 AND NOT (tags.b <> 'x' OR tags.c.d IN [1, null])",
          "SELECT TOP 5 deviceId AS id, tags.[[a b]] FROM devices.modules WHERE STARTSWITH(id, '\\'')",
          "SELECT tags.a, COUNT() AS n, AVG(tags.b), MIN(tags.c) FROM devices GROUP BY tags.a",
          "SELECT * FROM devices.jobs WHERE devices.jobs.status = \"\\u0066ailed\"",
          "SELECT * FROM devices WHERE 0xFF % 2 + tags.a * -1.5e3 / 4 >= undefined");

  private static final List<String> TOKENS =
      List.of(
          "SELECT",
          "TOP",
          "FROM",
          "WHERE",
          "GROUP",
          "BY",
          "AS",
          "AND",
          "OR",
          "NOT",
          "IN",
          "NIN",
          "TRUE",
          "FALSE",
          "NULL",
          "UNDEFINED",
          "*",
          "=",
          "!=",
          "<>",
          "<=",
          ">=",
          "<",
          ">",
          "+",
          "-",
          "/",
          "%",
          "(",
          ")",
          "[",
          "]",
          "[[",
          "]]",
          "[[x]]",
          ",",
          ".",
          "'",
          "\"",
          "\\",
          "'text'",
          "\"\\u00e9\"",
          "'\\q'",
          "0x",
          "0xfffffffffffffffffffff",
          "1",
          "1e400",
          "1.",
          ".5",
          "00012",
          "devices",
          "devices.modules",
          "devices.jobs",
          "tags",
          "$metadata",
          "deviceId",
          "COUNT()",
          "COUNT(",
          "SUM(tags.a)",
          "IS_DEFINED(",
          "STARTSWITH(",
          "CONTAINS(",
          "ORDER",
          "JOIN",
          "HAVING",
          "VALUE",
          "DISTINCT",
          ";",
          "--",
          "/*",
          "é",
          "\uD83D",
          "\u0000",
          "\n",
          " ");

  @Property(tries = 1000)
  void tokenSoup(@ForAll("soup") String text) {
    parse(text);
    parse("SELECT * FROM devices WHERE " + text);
    parse("SELECT " + text + " FROM devices");
    condition(text);
  }

  @Property(tries = 1000)
  void validQueriesWithAFewMistakes(@ForAll("mutated") String text) {
    parse(text);
    condition(text.substring(text.indexOf("WHERE") + 5));
  }

  @Property(tries = 60)
  void deepNestingNeitherHangsNorOverflows(@ForAll("opening") String opening) {
    int times = QueryParser.MAX_LENGTH / opening.length();
    parse("SELECT * FROM devices WHERE " + opening.repeat(times));
    parse("SELECT " + opening.repeat(times));
    condition(opening.repeat(times));
    condition(opening.repeat(90) + "true" + ")".repeat(90));
    parse(opening.repeat(200_000));
  }

  @Property(tries = 300)
  void anyText(@ForAll String text) {
    parse(text);
    condition(text);
  }

  private static void parse(String text) {
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          try {
            Query query = QueryParser.parse(text, MetadataInWhere.ALLOWED);
            evaluate(query);
          } catch (QuerySyntaxException refused) {
            assertThat(refused).hasMessageStartingWith("SQL query parse failed");
          }
        });
  }

  private static void evaluate(Query query) {
    assertThat(query.source()).isNotNull();
    query.where().ifPresent(where -> value(where));
    RowSet<Row> rows = RowSet.<Row>empty().with("d", Optional.of(ROW));
    RowSet<Row> indexed = rows.indexedFor(query.where(), query.groupBy());
    if (query.isAggregate()) {
      Aggregation plain = new Aggregation(query, projection());
      Aggregation quick = new Aggregation(query, projection());
      rows.fold(query, plain);
      indexed.fold(query, quick);
      assertThat(quick.results()).isEqualTo(plain.results());
    } else {
      assertThat(indexed.select(query.where()).inOrder(Optional.empty()).hasNext())
          .isEqualTo(query.where().isEmpty() || Evaluator.isTrue(query.where().get(), ROW));
    }
  }

  private static void condition(String text) {
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          try {
            value(QueryParser.parseCondition(text, MetadataInWhere.REFUSED).where());
          } catch (QuerySyntaxException refused) {
            assertThat(refused).hasMessageStartingWith("SQL query parse failed");
          }
        });
  }

  private static void value(Expression expression) {
    JsonNode value = Evaluator.value(expression, ROW);
    assertThat(Evaluator.isTrue(expression, ROW)).isEqualTo(value.booleanValue());
  }

  private static Projection projection() {
    return new Projection(ProjectionKey.FULL_PATH, BuiltInFieldCase.AS_WRITTEN);
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(TOKENS)
        .list()
        .ofMaxSize(30)
        .flatMap(parts -> Arbitraries.of(" ", "").map(glue -> String.join(glue, parts)));
  }

  @Provide
  Arbitrary<String> mutated() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(Arbitraries.of(TOKENS), Arbitraries.strings().ofMaxLength(2));
    Arbitrary<int[]> places = Arbitraries.integers().between(0, 200).array(int[].class).ofSize(2);
    Arbitrary<String> once =
        Combinators.combine(Arbitraries.of(VALID), piece, places)
            .as((text, inserted, at) -> spliced(text, inserted, at[0], at[1]));
    return Combinators.combine(once, piece, places)
        .as((text, inserted, at) -> spliced(text, inserted, at[0], at[1] % 5));
  }

  private static String spliced(String text, String inserted, int at, int removed) {
    int from = Math.min(at, text.length());
    int to = Math.min(from + removed % 20, text.length());
    return text.substring(0, from) + inserted + text.substring(to);
  }

  @Provide
  Arbitrary<String> opening() {
    return Arbitraries.of(
        "(",
        "[",
        "[[",
        "NOT ",
        "NOT(",
        "-",
        "1+",
        "a.",
        "a=",
        "IS_DEFINED(",
        "COUNT(",
        "'",
        "\"\\",
        "1 OR ",
        "a AND ",
        "(a=1)AND(",
        "[1,",
        "a IN [",
        "SELECT ",
        "0x",
        "9",
        "1e",
        ",",
        "a,",
        "(SELECT * FROM devices WHERE ");
  }
}
