package io.twinoperator.emulator.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class TwinPropertyTest {
  private static final Instant NOW = Instant.parse("2026-02-16T09:00:00Z");
  private static final TwinRules RULES = TwinRules.defaults();

  @Property
  void patchThenReadIsTheReferenceMerge(
      @ForAll("patches") List<ObjectNode> desired, @ForAll("patches") List<ObjectNode> tags) {
    TwinState twin = TwinState.created();
    JsonNode expectedDesired = JsonNodeFactory.instance.objectNode();
    JsonNode expectedTags = JsonNodeFactory.instance.objectNode();
    for (ObjectNode patch : desired) {
      twin = twin.patch(change(Optional.empty(), Optional.of(patch)), RULES, NOW).twin();
      expectedDesired = rfc7396(expectedDesired, patch);
    }
    for (ObjectNode patch : tags) {
      twin = twin.patch(change(Optional.of(patch), Optional.empty()), RULES, NOW).twin();
      expectedTags = rfc7396(expectedTags, patch);
    }
    assertThat(twin.desired().values()).isEqualTo(expectedDesired);
    assertThat(twin.tags()).isEqualTo(expectedTags);
  }

  @Property
  void anEarlierVersionNeverChanges(@ForAll("patches") List<ObjectNode> patches) {
    TwinState twin = TwinState.created();
    for (ObjectNode patch : patches) {
      String before = twin.toString();
      TwinState earlier = twin;
      twin = twin.patch(change(Optional.of(patch), Optional.of(patch)), RULES, NOW).twin();
      twin = twin.report(patch, OptionalLong.empty(), RULES, NOW);
      assertThat(earlier.toString()).isEqualTo(before);
    }
  }

  @Property
  void versionsNeverFallAndTheEtagCoversTagsAndDesired(
      @ForAll("patches") List<ObjectNode> patches, @ForAll("targets") List<String> targets) {
    TwinState twin = TwinState.created();
    for (int i = 0; i < Math.min(patches.size(), targets.size()); i++) {
      ObjectNode patch = patches.get(i);
      TwinState before = twin;
      boolean written = !patch.isEmpty();
      int step = written ? 1 : 0;
      switch (targets.get(i)) {
        case "tags" -> {
          twin = twin.patch(change(Optional.of(patch), Optional.empty()), RULES, NOW).twin();
          assertThat(twin.etag()).isEqualTo(before.etag() + step);
          assertThat(twin.version()).isEqualTo(before.version() + step);
          assertThat(twin.desired()).isSameAs(before.desired());
        }
        case "desired" -> {
          twin = twin.patch(change(Optional.empty(), Optional.of(patch)), RULES, NOW).twin();
          assertThat(twin.etag()).isEqualTo(before.etag() + step);
          assertThat(twin.desired().version()).isEqualTo(before.desired().version() + step);
          assertThat(twin.tags()).isSameAs(before.tags());
        }
        default -> {
          twin = twin.report(patch, OptionalLong.empty(), RULES, NOW);
          assertThat(twin.etag()).isEqualTo(before.etag());
          assertThat(twin.version()).isEqualTo(before.version());
          assertThat(twin.reported().version()).isEqualTo(before.reported().version() + 1);
        }
      }
    }
  }

  @Property
  void metadataHasTheShapeOfTheValues(@ForAll("patches") List<ObjectNode> patches) {
    TwinState twin = TwinState.created();
    for (ObjectNode patch : patches) {
      twin = twin.patch(change(Optional.empty(), Optional.of(patch)), RULES, NOW).twin();
      twin = twin.report(patch, OptionalLong.empty(), RULES, NOW);
    }
    assertSameShape(twin.desired().values(), twin.desired().metadata());
    assertSameShape(twin.reported().values(), twin.reported().metadata());
    assertThat(twin.reported().metadata().toString()).doesNotContain("$lastUpdatedVersion");
  }

  private static void assertSameShape(ObjectNode values, JsonNode metadata) {
    assertThat(metadata.has("$lastUpdated")).isTrue();
    List<String> children =
        metadata.properties().stream()
            .map(entry -> entry.getKey())
            .filter(key -> !key.startsWith("$"))
            .sorted()
            .toList();
    TreeMap<String, JsonNode> members = new TreeMap<>();
    values.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    assertThat(children).containsExactlyElementsOf(members.keySet());
    members.forEach(
        (key, value) ->
            assertSameShape(
                value instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
                metadata.path(key)));
  }

  /** The pseudo-code of RFC 7396, word for word. */
  private static JsonNode rfc7396(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result =
        target.isObject()
            ? ((ObjectNode) target).deepCopy()
            : JsonNodeFactory.instance.objectNode();
    patch
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
              } else {
                result.set(entry.getKey(), rfc7396(result.path(entry.getKey()), entry.getValue()));
              }
            });
    return result;
  }

  private static TwinChange change(Optional<ObjectNode> tags, Optional<ObjectNode> desired) {
    return new TwinChange(tags, desired, OptionalLong.empty());
  }

  @Provide
  Arbitrary<List<String>> targets() {
    return Arbitraries.of("tags", "desired", "reported").list().ofSize(8);
  }

  @Provide
  Arbitrary<List<ObjectNode>> patches() {
    return object(3).list().ofMinSize(1).ofMaxSize(8);
  }

  private static Arbitrary<ObjectNode> object(int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Arbitrary<JsonNode> leaf =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3).map(nodes::numberNode),
            Arbitraries.of("x", "y").map(nodes::textNode),
            Arbitraries.of(true, false).map(nodes::booleanNode),
            Arbitraries.just(nodes.arrayNode().add(1)));
    Arbitrary<JsonNode> value =
        depth == 0
            ? leaf
            : Arbitraries.frequencyOf(
                Tuple.of(3, leaf),
                Tuple.of(2, Arbitraries.just(NullNode.getInstance())),
                Tuple.of(3, object(depth - 1).map(node -> node)));
    return Arbitraries.maps(Arbitraries.of("a", "b", "c"), value)
        .ofMaxSize(3)
        .map(
            members -> {
              ObjectNode node = nodes.objectNode();
              node.setAll(members);
              return node;
            });
  }
}
