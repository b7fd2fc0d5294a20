package io.twinoperator.emulator.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Stamps against a tree of JSON that is stamped node by node. */
class MetadataPropertyTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Instant START = Instant.parse("2026-02-16T09:00:00Z");
  private static final TwinRules RULES = TwinRules.defaults();

  private record Write(Kind kind, ObjectNode patch) {}

  private enum Kind {
    PATCH,
    MANAGE,
    REPLACE,
    REPORT
  }

  @Property
  void whateverIsWrittenEachNodeIsStamped(@ForAll("writes") List<Write> writes) {
    TwinState twin = TwinState.created();
    ObjectNode desired = NODES.objectNode().put("$lastUpdated", HubTime.NEVER);
    ObjectNode reported = desired;
    Instant now = START;
    for (Write write : writes) {
      now = now.plusSeconds(1);
      String time = HubTime.format(now);
      long version = twin.desired().version() + 1;
      ObjectNode mark = NODES.objectNode().put("$lastUpdated", time);
      ObjectNode versioned = mark.deepCopy().put("$lastUpdatedVersion", version);
      switch (write.kind()) {
        case PATCH -> {
          twin = twin.patch(change(write.patch()), RULES, now).twin();
          desired = write.patch().isEmpty() ? desired : stamped(desired, write, versioned);
        }
        case MANAGE -> {
          Author author = new Author("c" + version % 2, "digest");
          twin = twin.manage(write.patch(), author, RULES, now).twin();
          desired = write.patch().isEmpty() ? desired : signed(desired, write, versioned, author);
        }
        case REPLACE -> {
          twin = twin.replace(change(withoutNulls(write.patch())), now).twin();
          desired = stamped(NODES.objectNode(), write, versioned);
        }
        case REPORT -> {
          twin = twin.report(write.patch(), OptionalLong.empty(), RULES, now);
          reported = stamped(reported, write, mark);
        }
      }
      assertSection(twin.desired(), desired);
      assertSection(twin.reported(), reported);
    }
  }

  private static void assertSection(Section section, ObjectNode expected) {
    assertThat(section.metadata()).hasToString(expected.toString());
    Section restored = Section.restored(section.values(), expected, section.version());
    assertThat(restored.document()).hasToString(section.document().toString());
  }

  @Example
  void writtenAtOnceItIsOneStamp() {
    ObjectNode values = Json.object("{'a':{'b':1,'c':{}},'d':[1]}");
    TwinState once = TwinState.created().patch(change(values), RULES, START).twin();
    assertThat(once.desired().stamps()).isInstanceOf(Stamp.class);

    TwinState later =
        once.patch(change(Json.object("{'d':2}")), RULES, START.plusSeconds(1)).twin();
    assertThat(later.desired().stamps()).isInstanceOf(StampedLevel.class);
    Section restored =
        Section.restored(later.desired().values(), later.desired().metadata(), later.version());
    assertThat(restored.stamps()).isEqualTo(later.desired().stamps());
    assertThat(restored.stamps().child(1)).isSameAs(restored.stamps().own());
  }

  @Example
  void metadataOfOtherValuesIsRefusedByName() {
    Map.of(
            "{'a':{'b':1}} | {'$lastUpdated':'t','a':{'$lastUpdated':'t'}}",
            "m.a.b.$lastUpdated is no text",
            "{} | {'$lastUpdated':'t','x':{}}",
            "m.x belongs to no value",
            "{} | {'$lastUpdated':'t','$lastUpdatedVersion':'1'}",
            "m.$lastUpdatedVersion is no whole number",
            "{'a':1} | {'$lastUpdated':'t','a':{'$lastUpdated':'t','$lastUpdatedBy':'c'}}",
            "m.a.$lastUpdatedByDigest is no text")
        .forEach(
            (saved, words) -> {
              String[] parts = saved.split(" \\| ", -1);
              ObjectNode values = Json.object(parts[0]);
              ObjectNode metadata = Json.object(parts[1]);
              assertThatThrownBy(() -> new MetadataReader().read(values, metadata, "m"))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessage(words);
            });
  }

  private static ObjectNode stamped(ObjectNode metadata, Write write, ObjectNode mark) {
    return stamped(metadata, write.patch(), mark, mark);
  }

  private static ObjectNode signed(
      ObjectNode metadata, Write write, ObjectNode mark, Author author) {
    ObjectNode leaf =
        mark.deepCopy()
            .put("$lastUpdatedBy", author.configurationId())
            .put("$lastUpdatedByDigest", author.digest());
    return stamped(metadata, write.patch(), mark, leaf);
  }

  private static ObjectNode stamped(
      ObjectNode metadata, ObjectNode patch, ObjectNode mark, ObjectNode leaf) {
    ObjectNode stamped = mark.deepCopy();
    metadata.properties().stream()
        .filter(member -> !member.getKey().startsWith("$"))
        .forEach(member -> stamped.set(member.getKey(), member.getValue()));
    patch
        .properties()
        .forEach(
            member -> {
              String key = member.getKey();
              if (member.getValue().isNull()) {
                stamped.remove(key);
              } else if (member.getValue() instanceof ObjectNode inner) {
                ObjectNode old = NODES.objectNode();
                if (metadata.get(key) instanceof ObjectNode present) {
                  old = present;
                }
                stamped.set(key, stamped(old, inner, mark, leaf));
              } else {
                stamped.set(key, leaf);
              }
            });
    return stamped;
  }

  private static ObjectNode withoutNulls(ObjectNode patch) {
    ObjectNode values = NODES.objectNode();
    patch.properties().stream()
        .filter(member -> !member.getValue().isNull())
        .forEach(
            member ->
                values.set(
                    member.getKey(),
                    member.getValue() instanceof ObjectNode inner
                        ? withoutNulls(inner)
                        : member.getValue()));
    return values;
  }

  private static TwinChange change(ObjectNode desired) {
    return new TwinChange(Optional.empty(), Optional.of(desired), OptionalLong.empty());
  }

  @Provide
  Arbitrary<List<Write>> writes() {
    return Arbitraries.of(Kind.class)
        .flatMap(kind -> object(3).map(patch -> new Write(kind, patch)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  private static Arbitrary<ObjectNode> object(int depth) {
    Arbitrary<JsonNode> leaf =
        Arbitraries.of(NODES.numberNode(1), NODES.textNode("x"), NODES.arrayNode().add(1));
    Arbitrary<JsonNode> value =
        depth == 0
            ? leaf
            : Arbitraries.frequencyOf(
                Tuple.of(3, leaf),
                Tuple.of(2, Arbitraries.just(NullNode.getInstance())),
                Tuple.of(3, object(depth - 1).map(node -> node)));
    return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), value)
        .ofMaxSize(4)
        .map(members -> NODES.objectNode().<ObjectNode>setAll(members));
  }
}
