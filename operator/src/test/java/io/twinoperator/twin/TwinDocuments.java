package io.twinoperator.twin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Documents for tests: written in short, or drawn at random from a small world of keys. */
final class TwinDocuments {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  private TwinDocuments() {}

  /** Reads JSON that may use single quotes and bare keys. */
  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static ObjectNode object(String text) {
    return (ObjectNode) json(text);
  }

  /** A twin with these desired properties and nothing else. */
  static Twin desired(String desired) {
    return twin(NODES.objectNode(), object(desired));
  }

  static Twin twin(ObjectNode tags, ObjectNode desired) {
    ObjectNode document = NODES.objectNode().put("deviceId", "sensor-1");
    document.set("tags", tags);
    document.putObject("properties").set("desired", desired);
    return Twin.parse(document);
  }

  static LeafPath path(String text) {
    return LeafPath.parse(text);
  }

  static SortedMap<LeafPath, JsonNode> wanted(String desired) {
    return Leaves.of(null, object(desired));
  }

  /** What would be recorded had this been applied at version 3. */
  static List<AppliedLeaf> applied(SortedMap<LeafPath, JsonNode> leaves) {
    return leaves.entrySet().stream()
        .map(leaf -> new AppliedLeaf(leaf.getKey(), JsonValues.hash(leaf.getValue()), 3))
        .toList();
  }

  /** Objects over three keys, three deep: small enough to collide in every way. */
  static Arbitrary<ObjectNode> objects() {
    return objects(3);
  }

  /** Values over a small world, so that equal ones are drawn often. */
  static Arbitrary<JsonNode> values() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, scalars()),
        Tuple.of(1, arrays()),
        Tuple.of(1, objects(2).map(object -> (JsonNode) object)));
  }

  private static Arbitrary<ObjectNode> objects(int depth) {
    Arbitrary<JsonNode> leaf =
        Arbitraries.frequencyOf(Tuple.of(6, scalars()), Tuple.of(1, arrays()));
    Arbitrary<JsonNode> member =
        depth == 1
            ? leaf
            : Arbitraries.oneOf(leaf, objects(depth - 1).map(object -> (JsonNode) object));
    return Arbitraries.maps(Arbitraries.of("a", "b", "c"), member)
        .ofMaxSize(3)
        .map(
            members -> {
              ObjectNode object = NODES.objectNode();
              members.forEach(object::set);
              return object;
            });
  }

  private static Arbitrary<JsonNode> scalars() {
    return Arbitraries.of(
        NODES.numberNode(1),
        NODES.numberNode(1L),
        NODES.numberNode(1.0),
        NODES.numberNode(2),
        NODES.numberNode(0.1),
        NODES.textNode("1"),
        NODES.textNode(""),
        NODES.booleanNode(true),
        NODES.booleanNode(false));
  }

  private static Arbitrary<JsonNode> arrays() {
    return scalars()
        .list()
        .ofMaxSize(2)
        .map(
            items -> {
              var array = NODES.arrayNode();
              items.forEach(array::add);
              return array;
            });
  }
}
