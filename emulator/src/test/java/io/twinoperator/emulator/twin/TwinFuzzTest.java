package io.twinoperator.emulator.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a client sends: a refusal that changes nothing, or a twin within every limit. */
class TwinFuzzTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-02-16T09:00:00Z");

  private static final List<TwinRules> RULES =
      List.of(
          TwinRules.defaults(),
          new TwinRules(
              NoOpPatch.KEEPS_VERSIONS, EmptySection.IS_A_WRITE, AbsentNull.DROPS_SIBLINGS));

  @Property(tries = 400)
  void anySequenceOfWritesLeavesAValidTwin(
      @ForAll("bodies") List<ObjectNode> bodies, @ForAll("writes") List<String> writes) {
    for (TwinRules rules : RULES) {
      TwinState twin = TwinState.created();
      for (int i = 0; i < bodies.size(); i++) {
        ObjectNode body = bodies.get(i);
        ObjectNode sent = body.deepCopy();
        String before = twin.toString();
        TwinState earlier = twin;
        twin = written(twin, writes.get(i % writes.size()), body, rules);
        assertThat(earlier).hasToString(before);
        assertThat(body).as("what was sent is not touched").isEqualTo(sent);
        assertValid(twin);
      }
    }
  }

  private static TwinState written(TwinState twin, String write, ObjectNode body, TwinRules rules) {
    try {
      return switch (write) {
        case "patch" -> twin.patch(TwinChange.of(body), rules, NOW).twin();
        case "replace" -> twin.replace(TwinChange.of(body), NOW).twin();
        default -> twin.report(body, OptionalLong.empty(), rules, NOW);
      };
    } catch (InvalidTwinException | VersionConflictException refused) {
      assertThat(refused).hasMessageMatching("(?s).{10,}");
      return twin;
    }
  }

  private static void assertValid(TwinState twin) {
    assertWithin(twin.tags(), 8 * 1024);
    for (Section section : List.of(twin.desired(), twin.reported())) {
      assertWithin(section.values(), 32 * 1024);
      assertThat(section.document().path("$version").longValue()).isEqualTo(section.version());
    }
  }

  private static void assertWithin(ObjectNode section, int size) {
    assertThat(TwinSize.of(section)).isLessThanOrEqualTo(size);
    assertNode(section, 0);
    try {
      JsonNode read = MAPPER.readTree(MAPPER.writeValueAsString(section));
      assertThat(read.toString()).isEqualTo(section.toString());
    } catch (JsonProcessingException broken) {
      throw new AssertionError(section.toString(), broken);
    }
  }

  private static void assertNode(JsonNode node, int depth) {
    // Ten levels below the section, and the values of the tenth.
    assertThat(depth).isLessThanOrEqualTo(11);
    assertThat(node.isNull() || node.isMissingNode()).isFalse();
    if (node.isTextual()) {
      assertThat(TwinSize.utf8Length(node.textValue())).isLessThanOrEqualTo(4096);
    }
    if (node.isIntegralNumber()) {
      assertThat(node.bigIntegerValue().abs().bitLength()).isLessThanOrEqualTo(53);
    }
    if (node.isFloatingPointNumber()) {
      assertThat(node.doubleValue()).isFinite();
    }
    node.properties()
        .forEach(
            entry -> {
              assertThat(entry.getKey()).doesNotContain(".", "$", "#", " ", "\n", "\u0000");
              assertThat(TwinSize.utf8Length(entry.getKey())).isLessThanOrEqualTo(1024);
            });
    node.forEach(child -> assertNode(child, depth + 1));
  }

  @Provide
  Arbitrary<List<String>> writes() {
    return Arbitraries.of("patch", "replace", "report").list().ofMinSize(1).ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<ObjectNode>> bodies() {
    Arbitrary<JsonNode> section =
        Arbitraries.frequencyOf(Tuple.of(8, object(4)), Tuple.of(1, leaf()));
    Arbitrary<ObjectNode> twin =
        section
            .list()
            .ofSize(3)
            .map(
                parts -> {
                  ObjectNode body = NODES.objectNode();
                  body.set("tags", parts.get(0));
                  ObjectNode properties = body.putObject("properties");
                  properties.set("desired", parts.get(1));
                  properties.set("reported", parts.get(2));
                  return body.put("etag", "*").putNull("deviceId");
                });
    Arbitrary<ObjectNode> plain = object(4).map(ObjectNode.class::cast);
    return Arbitraries.frequencyOf(Tuple.of(3, twin), Tuple.of(1, plain), Tuple.of(1, deep()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  /** As deep as the reader of JSON lets through, and around the limit. */
  private static Arbitrary<ObjectNode> deep() {
    return Arbitraries.of(8, 9, 10, 11, 12, 1000)
        .flatMap(
            depth ->
                Arbitraries.of(true, false)
                    .map(
                        arrays -> {
                          JsonNode node = NODES.numberNode(1);
                          for (int i = 0; i < depth; i++) {
                            node =
                                arrays && i % 2 == 0
                                    ? NODES.arrayNode().add(node)
                                    : NODES.objectNode().set("d", node);
                          }
                          ObjectNode body = NODES.objectNode();
                          body.set("tags", NODES.objectNode().set("t", node));
                          return body;
                        }));
  }

  private static Arbitrary<JsonNode> object(int depth) {
    Arbitrary<JsonNode> value =
        depth == 0
            ? leaf()
            : Arbitraries.frequencyOf(
                Tuple.of(3, leaf()),
                Tuple.of(2, object(depth - 1)),
                Tuple.of(
                    1,
                    Arbitraries.lazyOf(() -> object(depth - 1), TwinFuzzTest::leaf)
                        .list()
                        .ofMaxSize(3)
                        .map(items -> NODES.arrayNode().addAll(items))));
    return Arbitraries.maps(key(), value)
        .ofMaxSize(4)
        .map(members -> NODES.objectNode().setAll(members));
  }

  private static Arbitrary<String> key() {
    return Arbitraries.frequencyOf(
        Tuple.of(40, Arbitraries.of("a", "b", "c", "é", "constructor", "__proto__")),
        Tuple.of(
            1,
            Arbitraries.of(
                "",
                "$version",
                "$metadata",
                "a.b",
                "$x",
                "#",
                " ",
                "\n",
                "\u0000",
                "\uD83D",
                "k".repeat(1024),
                "k".repeat(1025),
                "\u00a0",
                "\u200b")));
  }

  private static Arbitrary<JsonNode> leaf() {
    Arbitrary<JsonNode> usual =
        Arbitraries.of(
            NODES.numberNode(1),
            NODES.numberNode(2.5),
            NODES.textNode("x"),
            NODES.booleanNode(true),
            NODES.arrayNode().add(1),
            NullNode.getInstance());
    Arbitrary<JsonNode> odd =
        Arbitraries.of(
            NODES.numberNode((1L << 52) - 1),
            NODES.numberNode(1L << 52),
            NODES.numberNode(-(1L << 52)),
            NODES.numberNode(-(1L << 52) - 1),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(BigInteger.TEN.pow(400)),
            NODES.numberNode(1e300),
            NODES.numberNode(Double.MIN_VALUE),
            NODES.numberNode(Double.POSITIVE_INFINITY),
            NODES.numberNode(Double.NaN),
            NODES.numberNode(-0.0),
            NODES.textNode(""),
            NODES.textNode("\u0000\u0085"),
            NODES.textNode("x".repeat(4096)),
            NODES.textNode("x".repeat(4097)),
            NODES.textNode("é".repeat(2049)),
            NODES.textNode("\uD83D\uDE00".repeat(1024)),
            NODES.arrayNode(),
            NODES.arrayNode().addNull(),
            NODES.arrayNode().add(NODES.objectNode().putNull("n")),
            NODES.objectNode());
    return Arbitraries.frequencyOf(Tuple.of(12, usual), Tuple.of(1, odd));
  }
}
