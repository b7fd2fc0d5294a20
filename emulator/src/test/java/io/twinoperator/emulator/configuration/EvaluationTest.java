package io.twinoperator.emulator.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.configuration.ConfigurationRules.Drift;
import io.twinoperator.emulator.configuration.ConfigurationRules.EqualPriority;
import io.twinoperator.emulator.configuration.ConfigurationRules.Removal;
import io.twinoperator.emulator.configuration.ConfigurationRules.StatusCase;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.Tier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What configurations do to twins as the clock goes on. */
class EvaluationTest {
  private ManagedHub fixture = new ManagedHub();

  @Test
  void settingsArriveShortlyAfterCreationAndAreSigned() {
    fixture.device("d1", "{'tags':{'site':'B1'},'properties':{'desired':{'own':true}}}");
    List<String> heard = fixture.listenTo("d1");
    fixture.create(
        "hvac", 1, "tags.site = `B1`", "{'properties.desired.air':{'warm':74,'wet':28}}");
    fixture.pass(Configurations.SOON.minusMillis(1));
    assertThat(fixture.desired("d1")).isEqualTo("{'own':true}");
    assertThat(fixture.statuses("d1")).isEmpty();
    fixture.pass(Duration.ofMillis(1));
    assertThat(fixture.desired("d1")).isEqualTo("{'own':true,'air':{'warm':74,'wet':28}}");
    assertThat(fixture.statuses("d1")).isEqualTo("hvac=Applied");
    assertThat(heard).containsExactly("{'air':{'warm':74,'wet':28},'$version':3}");

    JsonNode metadata = fixture.twin("d1").at("/properties/desired/$metadata");
    assertThat(metadata.at("/air/warm/$lastUpdatedBy").textValue()).isEqualTo("hvac");
    // The ticks of .NET at 2026-02-16T09:00:00Z, when the configuration was created.
    assertThat(metadata.at("/air/warm/$lastUpdatedByDigest").textValue())
        .isEqualTo("639068292000000000");
    assertThat(metadata.path("air").has("$lastUpdatedBy")).isFalse();
    assertThat(metadata.path("own").has("$lastUpdatedBy")).isFalse();
    fixture.patch("d1", "{'properties':{'desired':{'air':{'warm':70}}}}");
    assertThat(
            fixture.twin("d1").at("/properties/desired/$metadata/air/warm").has("$lastUpdatedBy"))
        .isFalse();
  }

  @Test
  void beingTargetedMovesNoVersion() {
    fixture.device("d1", "{}");
    fixture.create("high", 2, "*", "{'properties.desired.a':1}");
    fixture.runSoon();
    JsonNode before = fixture.twin("d1");
    fixture.create("low", 1, "*", "{'properties.desired.b':1}");
    fixture.runSoon();
    JsonNode after = fixture.twin("d1");
    assertThat(fixture.statuses("d1")).isEqualTo("high=Applied low=Targeted");
    assertThat(after.path("etag")).isEqualTo(before.path("etag"));
    assertThat(after.path("version")).isEqualTo(before.path("version"));
    assertThat(after.path("properties")).isEqualTo(before.path("properties"));
  }

  @Test
  void aTwinThatMeetsTheConditionLaterWaitsForTheBeat() {
    fixture.create("c1", 1, "tags.a = 1", "{'properties.desired.a':1}");
    fixture.runSoon();
    fixture.device("d1", "{'tags':{'a':1}}");
    fixture.pass(Configurations.INTERVAL.minusSeconds(1));
    assertThat(fixture.desired("d1")).isEqualTo("{}");
    fixture.pass(Duration.ofSeconds(1));
    assertThat(fixture.desired("d1")).isEqualTo("{'a':1}");
    fixture.patch("d1", "{'tags':{'a':2}}");
    fixture.pass(Configurations.INTERVAL.minusSeconds(1));
    assertThat(fixture.desired("d1")).isEqualTo("{'a':1}");
    fixture.pass(Duration.ofSeconds(1));
    assertThat(fixture.desired("d1")).isEqualTo("{}");
    assertThat(fixture.statuses("d1")).isEmpty();
    assertThat(fixture.twin("d1").has("configurations")).isFalse();
  }

  @Test
  void theHigherPriorityTakesOverAndGivesBack() {
    fixture.device("d1", "{}");
    List<String> heard = fixture.listenTo("d1");
    fixture.create(
        "low", 1, "*", "{'properties.desired.x':{'a':1,'b':2},'properties.desired.y':1}");
    fixture.runSoon();
    fixture.create(
        "high", 2, "*", "{'properties.desired.x':{'a':9},'properties.desired.z':{'q':1}}");
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{'x':{'a':9},'z':{'q':1}}");
    assertThat(fixture.statuses("d1")).isEqualTo("high=Applied low=Targeted");
    assertThat(heard.get(1)).isEqualTo("{'x':{'b':null,'a':9},'y':null,'z':{'q':1},'$version':3}");
    fixture.hub.configurations().delete("high", new IfMatch.Any());
    assertThat(fixture.desired("d1")).isEqualTo("{'x':{'a':9},'z':{'q':1}}");
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{'x':{'a':1,'b':2},'y':1}");
    assertThat(fixture.statuses("d1")).isEqualTo("low=Applied");
    fixture.hub.configurations().delete("low", new IfMatch.Any());
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{}");
    assertThat(heard).hasSize(4);
  }

  @Test
  void amongEqualsTheNewestWinsUnlessSwitched() {
    assertThat(winnerAmongEquals(EqualPriority.NEWEST)).isEqualTo("a-old=Targeted b-new=Applied");
    assertThat(winnerAmongEquals(EqualPriority.OLDEST)).isEqualTo("a-old=Applied b-new=Targeted");
  }

  private String winnerAmongEquals(EqualPriority rule) {
    fixture =
        with(new ConfigurationRules(StatusCase.CAPITALISED, rule, Drift.LEFT, Removal.EVERY_PATH));
    fixture.device("d1", "{}");
    fixture.create("a-old", 1, "*", "{'properties.desired.a':1}");
    fixture.pass(Duration.ofSeconds(1));
    fixture.create("b-new", 1, "*", "{'properties.desired.a':2}");
    fixture.runSoon();
    return fixture.statuses("d1");
  }

  @Test
  void whatOthersKeepBesideTheSettingsStays() {
    fixture.device("d1", "{'properties':{'desired':{'x':{'mine':1}}}}");
    fixture.create("c1", 1, "*", "{'properties.desired.x.y':{'a':1},'properties.desired.z.a':1}");
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{'x':{'mine':1,'y':{'a':1}},'z':{'a':1}}");
    fixture.hub.configurations().delete("c1", new IfMatch.Any());
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{'x':{'mine':1}}");
  }

  @Test
  void aChangedSettingStaysChangedUntilItsConfigurationLeaves() {
    fixture.device("d1", "{}");
    fixture.create("c1", 1, "*", "{'properties.desired.a':1,'properties.desired.b':1}");
    fixture.runSoon();
    fixture.patch("d1", "{'properties':{'desired':{'a':2}}}");
    fixture.runAtBeat();
    assertThat(fixture.desired("d1")).isEqualTo("{'a':2,'b':1}");
    fixture.hub.configurations().delete("c1", new IfMatch.Any());
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{}");
  }

  @Test
  void switchesCorrectDriftAndSpareForeignLeaves() {
    fixture =
        with(
            new ConfigurationRules(
                StatusCase.LOWER_CASE, EqualPriority.NEWEST, Drift.CORRECTED, Removal.OWN_LEAVES));
    fixture.device("d1", "{}");
    fixture.create("c1", 1, "*", "{'properties.desired.a':1,'properties.desired.b':{'c':1}}");
    fixture.runSoon();
    assertThat(fixture.statuses("d1")).isEqualTo("c1=applied");
    fixture.patch("d1", "{'properties':{'desired':{'a':2}}}");
    fixture.runAtBeat();
    assertThat(fixture.desired("d1")).isEqualTo("{'a':1,'b':{'c':1}}");
    long version = fixture.twin("d1").path("version").longValue();
    fixture.runAtBeat();
    assertThat(fixture.twin("d1").path("version").longValue()).isEqualTo(version);
    fixture.patch("d1", "{'properties':{'desired':{'a':3}}}");
    fixture.hub.configurations().delete("c1", new IfMatch.Any());
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{'a':3}");
  }

  @Test
  void settingsThatDoNotFitAreNotApplied() {
    String large = "'" + "x".repeat(4000) + "'";
    fixture.device("d1", "{}");
    for (int i = 0; i < 8; i++) {
      fixture.patch("d1", "{'properties':{'desired':{'k" + i + "':" + large + "}}}");
    }
    fixture.create("c1", 1, "*", "{'properties.desired.more':" + large + "}");
    fixture.runSoon();
    assertThat(fixture.statuses("d1")).isEqualTo("c1=Targeted");
    assertThat(fixture.desired("d1")).doesNotContain("more");
    fixture.patch("d1", "{'properties':{'desired':{'k0':null}}}");
    fixture.runAtBeat();
    assertThat(fixture.statuses("d1")).isEqualTo("c1=Applied");
  }

  @Test
  void aNullTakesAPropertyOut() {
    fixture.device("d1", "{'properties':{'desired':{'old':1,'kept':1}}}");
    fixture.create("c1", 1, "*", "{'properties.desired.old':null}");
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{'kept':1}");
    assertThat(fixture.statuses("d1")).isEqualTo("c1=Applied");
  }

  @Test
  void noConditionTargetsNothing() {
    fixture.device("d1", "{}");
    fixture.create("c1", 1, " ", "{'properties.desired.a':1}");
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{}");
    assertThat(fixture.statuses("d1")).isEmpty();
  }

  @Test
  void modulesAreTargetedByAConditionOfTheirOwn() {
    fixture.device("d1", "{}");
    for (String module : List.of("m1", "m2")) {
      fixture.hub.identities().create(ClientId.module("d1", module), ManagedHub.json("{}"));
    }
    fixture.patch("d1/m2", "{'tags':{'a':1}}");
    fixture.create(
        "c1",
        "{'targetCondition':'FROM devices.modules WHERE tags.a = 1','content':{'moduleContent':"
            + "{'properties.desired.x':1}}}");
    fixture.runSoon();
    assertThat(fixture.desired("d1")).isEqualTo("{}");
    assertThat(fixture.desired("d1/m1")).isEqualTo("{}");
    assertThat(fixture.desired("d1/m2")).isEqualTo("{'x':1}");
    assertThat(fixture.statuses("d1/m2")).isEqualTo("c1=Applied");
  }

  @Test
  void anEdgeDeploymentWritesItsModulesAndTheAgentSaysSo() {
    fixture.edgeDevice("e1");
    fixture.device("d1", "{}");
    fixture.create(
        "deploy",
        "{'targetCondition':'*','content':{'modulesContent':{'$edgeAgent':{'properties.desired':"
            + "{'modules':{'filter':{}}}},'filter':{'properties.desired':{'t':21}}}}}");
    fixture.runSoon();
    assertThat(fixture.statuses("e1/$edgeAgent")).isEqualTo("deploy=Applied");
    assertThat(fixture.desired("e1/filter")).isEqualTo("{'t':21}");
    assertThat(fixture.statuses("d1")).isEmpty();
    fixture.hub.configurations().delete("deploy", new IfMatch.Any());
    fixture.runSoon();
    assertThat(fixture.desired("e1/filter")).isEqualTo("{}");
    assertThat(fixture.statuses("e1/$edgeAgent")).isEmpty();
  }

  @Test
  void aDeviceThatIsMadeAnewStartsWithNothing() {
    fixture.device("d1", "{}");
    fixture.create("c1", 1, "*", "{'properties.desired.a':1}");
    fixture.runSoon();
    fixture.hub.identities().delete(ClientId.device("d1"), new IfMatch.Any());
    fixture.device("d1", "{}");
    assertThat(fixture.statuses("d1")).isEmpty();
    fixture.runAtBeat();
    assertThat(fixture.desired("d1")).isEqualTo("{'a':1}");
  }

  private static ManagedHub with(ConfigurationRules rules) {
    return new ManagedHub(Tier.S1, rules);
  }
}
