package io.twinoperator.emulator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowStoreTest {
  private static final Projection PROJECTION =
      new Projection(ProjectionKey.LAST_SEGMENT, BuiltInFieldCase.CANONICAL);

  private final VirtualClock clock = new VirtualClock();
  private final Agenda agenda = new Agenda(clock);

  /** A device or module, of which {@code key} is the id. */
  private record Twin(String key, ObjectNode document) implements Row {
    @Override
    public JsonNode at(Path path) {
      if (path.root().equals("deviceid")) {
        return JsonNodeFactory.instance.textNode(key.split("/", -1)[0]);
      }
      JsonNode node = path.root().equals("tags") ? document : MissingNode.getInstance();
      for (String segment : path.segments().subList(1, path.segments().size())) {
        node = node.path(segment);
      }
      return node;
    }
  }

  /** A write or a removal, and how long nothing else happens then. */
  private record Step(String key, Optional<ObjectNode> tags, int seconds) {}

  @Test
  void withoutLagAChangeIsSeenAtOnce() {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ZERO);
    store.put("d", twin("d", "{'a':1}"));
    assertThat(keys(store, "tags.a = 1")).containsExactly("d");

    store.put("d", twin("d", "{'a':2}"));
    assertThat(keys(store, "tags.a = 1")).isEmpty();
    assertThat(keys(store, "tags.a = 2")).containsExactly("d");

    store.remove("d");
    assertThat(keys(store, "tags.a = 2")).isEmpty();
  }

  @Test
  void aChangeIsSeenWhenItIsAsOldAsTheLag() {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ofSeconds(10));
    store.put("d", twin("d", "{'a':1}"));
    pass(5);
    store.put("d", twin("d", "{'a':2}"));
    pass(4);
    assertThat(keys(store, "true")).isEmpty();
    pass(1);
    assertThat(keys(store, "tags.a = 1")).containsExactly("d");
    store.remove("d");
    pass(5);
    assertThat(keys(store, "tags.a = 2")).containsExactly("d");
    pass(5);
    assertThat(keys(store, "true")).isEmpty();
  }

  @Test
  void aChangedLagHoldsForWhatIsNotSeenYet() {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ofMinutes(30));
    store.put("d", twin("d", "{'a':1}"));
    pass(60);
    store.lag(Duration.ofSeconds(61));
    assertThat(keys(store, "true")).isEmpty();
    pass(1);
    assertThat(keys(store, "true")).containsExactly("d");

    store.lag(Duration.ofHours(1));
    assertThat(keys(store, "true")).as("what was seen stays").containsExactly("d");
    store.put("e", twin("e", "{}"));
    pass(60);
    store.lag(Duration.ZERO);
    assertThat(keys(store, "true")).containsExactly("d", "e");
  }

  @Test
  void aNegativeLagIsRefused() {
    assertThatThrownBy(() -> new RowStore<Twin>(clock, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("queryLag is PT-1S: it cannot be negative");
  }

  @Test
  void theRowsOfOneMomentNeverChange() {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ZERO);
    store.put("a", twin("a", "{'x':1}"));
    Optional<Expression> where = Optional.of(QueryParserTest.where("tags.x = 1"));
    RowSet<Twin> before = store.visibleFor(where, Optional.empty());
    store.put("a", twin("a", "{'x':2}"));
    store.put("b", twin("b", "{'x':1}"));

    assertThat(keys(before.select(where), Optional.empty())).containsExactly("a");
    assertThat(before.size()).isEqualTo(1);
  }

  @Test
  void mixedTypesAreFoldedInTheOrderOfTheKeys() {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ZERO);
    store.put("a", twin("a", "{'x':1,'y':1.0}"));
    store.put("b", twin("b", "{'x':'t','y':1}"));
    String where = " FROM devices WHERE tags.x IN ['t', 1]";

    assertThat(folded(store, "SELECT MAX(tags.x) AS m" + where)).hasToString("[{\"m\":1}]");
    assertThat(folded(store, "SELECT tags.y, COUNT() AS n" + where + " GROUP BY tags.y"))
        .hasToString("[{\"y\":1.0,\"n\":2}]");
  }

  @Test
  void moreDifferentPathsThanIndexesAreAnsweredAllTheSame() {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ZERO);
    for (int i = 0; i < 40; i++) {
      store.put("d" + i, twin("d" + i, "{'t" + i + "':" + i + "}"));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 40; i++) {
        assertThat(keys(store, "tags.t" + i + " = " + i)).containsExactly("d" + i);
      }
    }
  }

  @Property(tries = 300)
  void theStoreAnswersAsAScanOfWhatWasThereALagAgo(
      @ForAll("steps") List<Step> steps,
      @ForAll("conditions") List<String> conditions,
      @ForAll("lags") int lag) {
    RowStore<Twin> store = new RowStore<>(clock, Duration.ofSeconds(lag));
    List<Step> done = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Twin twin = new Twin(step.key(), step.tags().orElseGet(() -> Json.object("{}")));
      step.tags().ifPresentOrElse(t -> store.put(step.key(), twin), () -> store.remove(step.key()));
      done.add(step);
      pass(step.seconds());
      assertSame(store, visible(done, lag), conditions.get(i % conditions.size()));
    }
  }

  private static void assertSame(RowStore<Twin> store, Map<String, Twin> model, String text) {
    Expression where = QueryParserTest.where(text);
    List<String> expected = scan(model, where);
    Selection<Twin> selection =
        store.visibleFor(Optional.of(where), Optional.empty()).select(Optional.of(where));

    assertThat(keys(selection, Optional.empty())).as(text).isEqualTo(expected);
    for (String after : List.of("b", "b/", "c/m")) {
      assertThat(keys(selection, Optional.of(after)))
          .as("%s after %s", text, after)
          .isEqualTo(expected.stream().filter(key -> key.compareTo(after) > 0).toList());
    }
    for (String query :
        List.of(
            "SELECT COUNT() AS n, SUM(tags.a) AS s FROM devices WHERE " + text,
            "SELECT tags.a, COUNT() AS n, MAX(tags.b) AS m FROM devices WHERE "
                + text
                + " GROUP BY tags.a",
            "SELECT tags.b, COUNT() AS n, MIN(tags.a) AS m FROM devices GROUP BY TAGS.b")) {
      assertThat(folded(store, query)).as(query).isEqualTo(folded(model, query));
    }
  }

  private static List<JsonNode> folded(RowStore<Twin> store, String text) {
    Query query = QueryParser.parse(text);
    Aggregation aggregation = new Aggregation(query, PROJECTION);
    store.visibleFor(query.where(), query.groupBy()).fold(query, aggregation);
    return aggregation.results();
  }

  private static List<JsonNode> folded(Map<String, Twin> model, String text) {
    Query query = QueryParser.parse(text);
    Aggregation aggregation = new Aggregation(query, PROJECTION);
    model.values().stream()
        .filter(row -> query.where().isEmpty() || Evaluator.isTrue(query.where().get(), row))
        .forEach(aggregation::add);
    return aggregation.results();
  }

  /** What a lag allows to see, from the whole history. */
  private static Map<String, Twin> visible(List<Step> history, int lag) {
    int now = history.stream().mapToInt(Step::seconds).sum();
    Map<String, Twin> rows = new TreeMap<>();
    int at = 0;
    for (Step step : history) {
      if (at + lag <= now) {
        step.tags()
            .ifPresentOrElse(
                tags -> rows.put(step.key(), new Twin(step.key(), tags)),
                () -> rows.remove(step.key()));
      }
      at += step.seconds();
    }
    return rows;
  }

  private static List<String> scan(Map<String, Twin> model, Expression where) {
    return model.values().stream()
        .filter(row -> Evaluator.isTrue(where, row))
        .map(Twin::key)
        .toList();
  }

  private static List<String> keys(RowStore<Twin> store, String condition) {
    Optional<Expression> where = Optional.of(QueryParserTest.where(condition));
    return keys(store.visibleFor(where, Optional.empty()).select(where), Optional.empty());
  }

  private static List<String> keys(Selection<Twin> selection, Optional<String> after) {
    List<String> keys = new ArrayList<>();
    selection.inOrder(after).forEachRemaining(row -> keys.add(row.key()));
    return keys;
  }

  private static Twin twin(String key, String tags) {
    return new Twin(key, Json.object(tags));
  }

  private void pass(int seconds) {
    clock.advance(Duration.ofSeconds(seconds), agenda);
  }

  @Provide
  Arbitrary<Integer> lags() {
    return Arbitraries.of(0, 1, 7);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> key = Arbitraries.of("a", "b", "b!", "b/m", "b!/m", "c/m", "c/n", "d");
    Arbitrary<String> value =
        Arbitraries.of(
            "1", "1.0", "2", "2.5", "'x'", "'1'", "true", "false", "[1]", "{'c':1}", "1e3", "1000");
    Arbitrary<ObjectNode> tags =
        Arbitraries.maps(Arbitraries.of("a", "b"), value)
            .map(
                members -> {
                  List<String> parts = new ArrayList<>();
                  members.forEach((name, text) -> parts.add("'" + name + "':" + text));
                  return Json.object("{" + String.join(",", parts) + "}");
                });
    return Combinators.combine(key, tags.optional(0.8), Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }

  @Provide
  Arbitrary<List<String>> conditions() {
    Arbitrary<String> constant =
        Arbitraries.of("1", "1.0", "2", "2.5", "1000", "'x'", "'1'", "true", "null", "undefined");
    Arbitrary<String> path = Arbitraries.of("tags.a", "tags.b", "TAGS.a", "tags.a.c", "deviceId");
    Arbitrary<String> simple =
        Arbitraries.oneOf(
            Combinators.combine(path, Arbitraries.of("=", "!=", "<", ">=", "<>"), constant)
                .as((p, operator, c) -> p + " " + operator + " " + c),
            Combinators.combine(constant, path).as((c, p) -> c + " = " + p),
            Combinators.combine(path, Arbitraries.of("IN", "NIN"), constant, constant)
                .as((p, operator, c, d) -> p + " " + operator + " [" + c + ", " + d + "]"),
            path.map(p -> "IS_DEFINED(" + p + ")"),
            path.map(p -> "STARTSWITH(" + p + ", 'x')"),
            Arbitraries.of(
                "deviceId = 'b'",
                "deviceId IN ['b', 'c', 'b!', 'nobody']",
                "tags.a = tags.b",
                "tags.a = [1]",
                "tags.a + 1 = 2",
                "tags.a",
                "true"));
    Arbitrary<String> joined =
        simple
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .flatMap(
                parts -> Arbitraries.of(" AND ", " OR ").map(word -> String.join(word, parts)));
    return Arbitraries.oneOf(simple, joined, joined.map(text -> "NOT (" + text + ")"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }
}
