package io.twinoperator.emulator.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.IfMatch;
import java.util.Comparator;
import java.util.HashMap;
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

/** Whatever happens, after a run each twin has the winner's settings and nobody else's. */
class EvaluationPropertyTest {
  private static final int DEVICES = 4;
  private static final List<String> PATHS = List.of("a", "b", "c.x", "c.y", "c.z.q", "d.e");

  /**
   * @param settings values by path
   * @param order of creation
   */
  record Known(int priority, int site, Map<String, Integer> settings, int order) {}

  sealed interface Step {
    record Create(int name, int priority, int site, Map<String, Integer> settings)
        implements Step {}

    record Delete(int name) implements Step {}

    record Move(int device, int site) implements Step {}
  }

  @Property(tries = 150)
  void eachTwinHasTheWinnersSettingsAlone(@ForAll("stories") List<Step> story) {
    ManagedHub fixture = new ManagedHub();
    Map<Integer, Integer> sites = new HashMap<>();
    for (int i = 0; i < DEVICES; i++) {
      fixture.device("d" + i, "{'tags':{'site':0},'properties':{'desired':{'c':{'mine':1}}}}");
      sites.put(i, 0);
    }
    Map<String, Known> known = new TreeMap<>();
    for (int i = 0; i < story.size(); i++) {
      play(story.get(i), i, fixture, known, sites);
      fixture.runAtBeat();
      sites.forEach((device, site) -> check(fixture, "d" + device, site, known));
    }
  }

  private static void play(
      Step step,
      int order,
      ManagedHub fixture,
      Map<String, Known> known,
      Map<Integer, Integer> sites) {
    if (step instanceof Step.Create create) {
      String id = "c" + create.name();
      if (known.containsKey(id)) {
        return;
      }
      fixture.create(
          id, create.priority(), "tags.site = " + create.site(), content(create.settings()));
      known.put(id, new Known(create.priority(), create.site(), create.settings(), order));
    } else if (step instanceof Step.Delete delete) {
      if (known.remove("c" + delete.name()) != null) {
        fixture.hub.configurations().delete("c" + delete.name(), new IfMatch.Any());
      }
    } else if (step instanceof Step.Move move) {
      fixture.patch("d" + move.device(), "{'tags':{'site':" + move.site() + "}}");
      sites.put(move.device(), move.site());
    }
  }

  private static String content(Map<String, Integer> settings) {
    StringBuilder json = new StringBuilder("{");
    settings.forEach(
        (path, value) ->
            json.append(json.length() == 1 ? "" : ",")
                .append("'properties.desired." + path + "':")
                .append(value));
    return json.append('}').toString();
  }

  private static void check(ManagedHub fixture, String device, int site, Map<String, Known> known) {
    Optional<Map.Entry<String, Known>> winner =
        known.entrySet().stream()
            .filter(entry -> entry.getValue().site() == site)
            .max(
                Comparator.<Map.Entry<String, Known>>comparingInt(e -> e.getValue().priority())
                    .thenComparingInt(e -> e.getValue().order()));
    ObjectNode expected = JsonNodeFactory.instance.objectNode();
    expected.putObject("c").put("mine", 1);
    winner.ifPresent(
        entry -> entry.getValue().settings().forEach((path, value) -> put(expected, path, value)));
    ObjectNode desired = (ObjectNode) fixture.twin(device).at("/properties/desired");
    desired.remove(List.of("$metadata", "$version"));
    assertThat(desired).isEqualTo(expected);

    long targeting = known.values().stream().filter(each -> each.site() == site).count();
    assertThat(fixture.twin(device).path("configurations").size()).isEqualTo((int) targeting);
    winner.ifPresent(
        entry ->
            assertThat(
                    fixture
                        .twin(device)
                        .path("configurations")
                        .path(entry.getKey())
                        .path("status")
                        .textValue())
                .isEqualTo("Applied"));
  }

  private static void put(ObjectNode root, String path, int value) {
    ObjectNode level = root;
    String[] segments = path.split("\\.", -1);
    for (int i = 0; i < segments.length - 1; i++) {
      level = level.withObjectProperty(segments[i]);
    }
    level.put(segments[segments.length - 1], value);
  }

  @Provide
  Arbitrary<List<Step>> stories() {
    Arbitrary<Integer> names = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> sites = Arbitraries.integers().between(0, 2);
    Arbitrary<Map<String, Integer>> settings =
        Arbitraries.maps(Arbitraries.of(PATHS), Arbitraries.integers().between(1, 9))
            .ofMinSize(1)
            .ofMaxSize(4);
    Arbitrary<Step> create =
        Combinators.combine(names, Arbitraries.integers().between(0, 2), sites, settings)
            .as(Step.Create::new);
    Arbitrary<Step> delete = names.map(Step.Delete::new);
    Arbitrary<Step> move =
        Combinators.combine(Arbitraries.integers().between(0, DEVICES - 1), sites)
            .as(Step.Move::new);
    return Arbitraries.oneOf(create, create, delete, move).list().ofMinSize(1).ofMaxSize(12);
  }
}
