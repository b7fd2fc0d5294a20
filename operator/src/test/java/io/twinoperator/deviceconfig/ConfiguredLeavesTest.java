package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.json;
import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the hub's own configurations set, beside what a spec asks. */
class ConfiguredLeavesTest {

  private static final String APPLIED = "{floor3: {status: Applied}}";
  private static final String SETS_NINE = "{'properties.desired.a': 9}";
  private static final String NOBODY = "";

  /** A configuration with this content for devices. */
  static HubConfiguration configuration(String id, String deviceContent) {
    ObjectNode one = JsonNodeFactory.instance.objectNode().put("id", id).put("priority", 1);
    one.putObject("content").set("deviceContent", json(deviceContent));
    return HubConfiguration.parse(JsonNodeFactory.instance.arrayNode().add(one)).get(0);
  }

  private static Twin twin(String configurations, String desired, String writer) {
    ObjectNode section = Observations.object(desired).put("$version", 7);
    if (!writer.isEmpty()) {
      section.putObject("$metadata").putObject("a").put("$lastUpdatedBy", writer);
    }
    ObjectNode document = Observations.object("{deviceId: d, etag: AAAA}");
    document.set("configurations", json(configurations));
    document.putObject("properties").set("desired", section);
    return Twin.parse(document);
  }

  private static Seen sight(String configurations, String content, String desired, String writer) {
    return seen(twin(configurations, desired, writer), List.of(configuration("floor3", content)));
  }

  private static Comparison compared(
      String wanted, @Nullable DeviceConfigStatus previous, Seen seen) {
    return Comparison.of(Observations.of(spec("{t: 1}", wanted), previous, seen), seen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # applied to the twin         | content                        | twin has    | spec asks | conflict
          {floor3: {status: Applied}}   | {'properties.desired.a': 9}    | {a: 9}      | {a: 1}      | true
          {floor3: {status: applied}}   | {'properties.desired.a': 9}    | {a: 9}      | {a: 1}      | true
          {floor3: {status: Applied}}   | {'properties.desired.a': 9}    | {}          | {a: 1}      | true
          {floor3: {status: Applied}}   | {'properties.desired.a': 9}    | {a: 1}      | {a: 1}      | true
          {floor3: {status: Applied}}   | {'properties.desired.a': 9}    | {a: 9}      | {a: 9.0}    | false
          {floor3: {status: Applied}}   | {'properties.desired.a': 9}    | {a: 8}      | {a: 9}      | false
          {floor3: {status: Applied}}   | {'properties.desired.a': null} | {}          | {a: 1}      | true
          {floor3: {status: Applied}}   | {'properties.desired.a.b': 9}  | {a: {b: 9}} | {a: 1}      | true
          {floor3: {status: Applied}}   | {'properties.desired.a': 9}    | {a: 9}      | {a: {b: 1}} | true
          {floor3: {status: Applied}}   | {'properties.desired.b': 9}    | {a: 9}      | {a: 1}      | false
          {floor3: {status: Targeted}}  | {'properties.desired.a': 9}    | {a: 5}      | {a: 1}      | false
          {floor4: {status: Applied}}   | {'properties.desired.a': 9}    | {a: 5}      | {a: 1}      | false
          {}                            | {'properties.desired.a': 9}    | {a: 5}      | {a: 1}      | false
          null                          | {'properties.desired.a': 9}    | {a: 5}      | {a: 1}      | false
          """)
  void aLeafThatIsNotManagedIsLeftToTheConfigurationThatWantsItOtherwise(
      String configurations, String content, String desired, String wanted, boolean conflict) {
    Comparison compared = compared(wanted, null, sight(configurations, content, desired, NOBODY));

    assertThat(compared.conflicts()).hasSize(conflict ? 1 : 0);
    assertThat(compared.patch().asJson().at("/properties/desired").isMissingNode())
        .as("no write of desired")
        .isEqualTo(conflict || JsonValues.equal(json(wanted), json(desired)));
    assertThat(compared.patch().asJson().at("/tags/t").intValue())
        .as("what it does not set is written")
        .isEqualTo(1);
  }

  @Test
  void theConflictNamesTheConfigurationItsValueAndWhatToDo() {
    Comparison compared = compared("{a: 1}", null, sight(APPLIED, SETS_NINE, "{a: 9}", NOBODY));

    assertThat(compared.conflicts())
        .containsExactly(
            new LeafConflict(
                "desired.a",
                ConflictReason.Conflict,
                "configuration floor3 of the hub is applied to this device and sets desired.a to 9;"
                    + " take the leaf out of the spec, or have the configuration not target the"
                    + " device"));
  }

  @ParameterizedTest
  @CsvSource({"Applied, 1, true", "Applied, 9, false", "Targeted, 1, false"})
  void whereTheListIsNotKnownTheMetadataOfTheLeafTells(
      String status, String wanted, boolean conflict) {
    Twin twin = twin("{floor3: {status: %s}}".formatted(status), "{a: 9}", "floor3");

    assertThat(compared("{a: %s}".formatted(wanted), null, seen(twin)).conflicts())
        .hasSize(conflict ? 1 : 0);
  }

  @Test
  void aManagedLeafThatAConfigurationChangesHasDriftedAndNamesIt() {
    DeviceConfigStatus managing = DevicePlannerTest.managing("desired.a", "1", 5);

    for (String writer : List.of(NOBODY, "floor3")) {
      Comparison compared =
          compared("{a: 1}", managing, sight(APPLIED, SETS_NINE, "{a: 9}", writer));
      assertThat(compared.conflicts()).isEmpty();
      assertThat(compared.drifts().corrected())
          .extracting(DriftedLeaf::writer)
          .containsExactly(Optional.of("configuration floor3 of the hub"));
    }
  }

  @Test
  void aManagedLeafThatTheSpecDropsIsLeftToTheConfigurationThatSetsIt() {
    DeviceConfigStatus managing = DevicePlannerTest.managing("desired.a", "9", 5);

    Comparison left = compared("{}", managing, sight(APPLIED, SETS_NINE, "{a: 9}", NOBODY));
    assertThat(left.patch().asJson().at("/properties").isMissingNode()).isTrue();
    assertThat(left.intended()).extracting(AppliedLeaf::path).doesNotContain(path("desired.a"));

    Comparison removed = compared("{}", managing, sight("{}", SETS_NINE, "{a: 9}", NOBODY));
    assertThat(removed.patch().asJson().at("/properties/desired/a").isNull()).isTrue();
  }

  @Test
  void aDeletionLeavesAConfigurationWhatItSets() {
    List<AppliedLeaf> applied =
        List.of(new AppliedLeaf(path("desired.a"), JsonValues.hash(json("9")), 5));

    assertThat(DeviceRemoval.plan(applied, sight(APPLIED, SETS_NINE, "{a: 9}", NOBODY))).isEmpty();
    assertThat(DeviceRemoval.plan(applied, sight("{}", SETS_NINE, "{a: 9}", NOBODY)))
        .extracting(LeafChange::path)
        .containsExactly(path("desired.a"));
  }

  private static LeafPath path(String text) {
    return LeafPath.parse(text);
  }
}
