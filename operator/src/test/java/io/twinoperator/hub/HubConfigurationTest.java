package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinoperator.twin.LeafPath;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HubConfigurationTest {

  private static List<HubConfiguration> parse(String json) throws Exception {
    return HubConfiguration.parse(new ObjectMapper().readTree(json));
  }

  private static HubConfiguration withContent(String content) throws Exception {
    return parse("[{\"id\":\"c\",\"priority\":1,\"content\":" + content + "}]").get(0);
  }

  @Test
  void theStrongestIsFirstAndEqualOnesGoById() throws Exception {
    assertThat(
            parse(
                """
                [{"id":"b","priority":1,"targetCondition":"tags.x = 1"}, {"id":"c","priority":9},
                 {"id":"a","priority":1}]
                """))
        .extracting(HubConfiguration::id)
        .containsExactly("c", "a", "b");
  }

  @Test
  void itsLeavesAreWhatItPutsBelowDesired() throws Exception {
    HubConfiguration found =
        withContent(
            """
            {"deviceContent": {"properties.desired.a.b": 1, "properties.desired.c": {"d": [1], "e": {}},
             "properties.desired.gone": null}}
            """);

    assertThat(found.desiredPaths())
        .containsExactly(
            LeafPath.parse("desired.a.b"),
            LeafPath.parse("desired.c.d"),
            LeafPath.parse("desired.c.e"),
            LeafPath.parse("desired.gone"));
    assertThat(found.desired().values())
        .extracting(Object::toString)
        .containsExactly("1", "[1]", "{}", "null");
    assertThat(found.writes(LeafPath.parse("desired.a.b"))).isTrue();
    assertThat(found.writes(LeafPath.parse("desired.a"))).as("above it").isTrue();
    assertThat(found.writes(LeafPath.parse("desired.c.e.f"))).as("below it").isTrue();
    assertThat(found.writes(LeafPath.parse("desired.a.x"))).isFalse();
    assertThat(found.writes(LeafPath.parse("tags.a.b"))).isFalse();
  }

  @Test
  void aConfigurationOfModulesWritesNoDevice() throws Exception {
    assertThat(withContent("{\"modulesContent\":{\"$edgeAgent\":{\"properties.desired\":{}}}}"))
        .isEqualTo(new HubConfiguration("c", "", 1, new TreeMap<>()));
  }

  @Test
  void theWholeOfDesiredCanBeGivenAndWhatIsNoPathIsPassedOver() throws Exception {
    assertThat(
            withContent(
                    """
                    {"deviceContent": {"properties.desired": {"a": 1, "b.c": 2},
                     "properties.desired..x": 3, "properties.reported.y": 4}}
                    """)
                .desiredPaths())
        .containsExactly(LeafPath.parse("desired.a"));
  }
}
