package io.twinoperator.emulator.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TwinStateTest {
  private static final Instant NOW = Instant.parse("2026-02-16T09:00:00.1234567Z");
  private static final TwinRules RULES = TwinRules.defaults();

  @Test
  void stampsEveryTouchedLevelOfDesired() {
    TwinState twin = patched(TwinState.created(), "{'properties':{'desired':{'a':{'b':1}}}}");
    TwinState later =
        twin.patch(
                TwinChange.of(Json.object("{'properties':{'desired':{'a':{'c':[1]}}}}")),
                RULES,
                NOW.plusSeconds(1))
            .twin();

    assertThat(later.desired().document().toString())
        .isEqualTo(
            Json.object(
                    "{'a':{'b':1,'c':[1]},'$metadata':{"
                        + "'$lastUpdated':'2026-02-16T09:00:01.1234567Z','$lastUpdatedVersion':3,"
                        + "'a':{'$lastUpdated':'2026-02-16T09:00:01.1234567Z','$lastUpdatedVersion':3,"
                        + "'b':{'$lastUpdated':'2026-02-16T09:00:00.1234567Z','$lastUpdatedVersion':2},"
                        + "'c':{'$lastUpdated':'2026-02-16T09:00:01.1234567Z','$lastUpdatedVersion':3}"
                        + "}},'$version':3}")
                .toString());
  }

  @Test
  void toleratesTheNullsAndEmptySectionsOfTheJavaSdk() {
    TwinState twin =
        patched(
            TwinState.created(),
            "{'deviceId':null,'etag':null,'version':null,'capabilities':null,'configurations':null,"
                + "'tags':{'n':5},'properties':{'desired':{},'reported':{}}}");

    assertThat(twin.tags()).isEqualTo(Json.object("{'n':5}"));
    assertThat(twin.etag()).isEqualTo(2);
    assertThat(twin.desired().version()).isEqualTo(1);
  }

  @Test
  void anEmptySectionIsAWriteWhenTheSwitchSaysSo() {
    TwinRules rules =
        new TwinRules(NoOpPatch.RAISES_VERSIONS, EmptySection.IS_A_WRITE, AbsentNull.IGNORED);

    TwinState twin =
        TwinState.created()
            .patch(TwinChange.of(Json.object("{'properties':{'desired':{}}}")), rules, NOW)
            .twin();

    assertThat(twin.desired().version()).isEqualTo(2);
  }

  @Test
  void aPatchThatChangesNothingRaisesVersionsUnlessTheSwitchSaysOtherwise() {
    TwinState twin = patched(TwinState.created(), "{'tags':{'a':1}}");
    TwinRules keeping =
        new TwinRules(NoOpPatch.KEEPS_VERSIONS, EmptySection.IS_NO_WRITE, AbsentNull.IGNORED);
    TwinChange same = TwinChange.of(Json.object("{'tags':{'a':1}}"));

    assertThat(twin.patch(same, RULES, NOW).twin().etag()).isEqualTo(3);
    assertThat(twin.patch(same, keeping, NOW).twin()).isSameAs(twin);
    assertThat(twin.report(Json.object("{'x':null}"), OptionalLong.empty(), keeping, NOW))
        .isSameAs(twin);
  }

  @Test
  void aNullForAnAbsentNestedKeyDropsItsSiblingsWhenTheSwitchSaysSo() {
    TwinState twin =
        patched(TwinState.created(), "{'tags':{'key1':{'key2':1,'key4':2},'other':{'keep':1}}}");
    TwinChange change = TwinChange.of(Json.object("{'tags':{'key1':{'key3':null,'key4':3}}}"));
    TwinRules dropping =
        new TwinRules(
            NoOpPatch.RAISES_VERSIONS, EmptySection.IS_NO_WRITE, AbsentNull.DROPS_SIBLINGS);

    assertThat(twin.patch(change, RULES, NOW).twin().tags())
        .isEqualTo(Json.object("{'key1':{'key2':1,'key4':3},'other':{'keep':1}}"));
    assertThat(twin.patch(change, dropping, NOW).twin().tags())
        .isEqualTo(Json.object("{'key1':{'key4':3},'other':{'keep':1}}"));
  }

  @Test
  void replaceReplacesTheSectionsThatAreGiven() {
    TwinState twin =
        patched(
            TwinState.created(), "{'tags':{'t':1},'properties':{'desired':{'a':1,'b':{'c':2}}}}");

    TwinState.Written written =
        twin.replace(
            TwinChange.of(
                Json.object(
                    "{'tags':null,'properties':{'desired':{'x':1,'$version':2,'$metadata':{}}}}")),
            NOW);

    assertThat(written.twin().tags()).isEqualTo(Json.object("{'t':1}"));
    assertThat(written.twin().desired().values()).isEqualTo(Json.object("{'x':1}"));
    assertThat(written.twin().desired().metadata().has("a")).isFalse();
    assertThat(written.desiredNotice().map(ObjectNode::toString))
        .contains("{\"x\":1,\"$version\":3}");
  }

  @Test
  void aVersionInDesiredIsACondition() {
    TwinState twin = TwinState.created();

    assertThatThrownBy(() -> patched(twin, "{'properties':{'desired':{'a':1,'$version':9}}}"))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("properties.desired")
        .hasMessageContaining("9");
    assertThat(patched(twin, "{'properties':{'desired':{'a':1,'$version':1}}}").desired().version())
        .isEqualTo(2);
  }

  @Test
  void aSectionThatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> TwinChange.of(Json.object("{'tags':[1]}")))
        .isInstanceOf(InvalidTwinException.class)
        .hasMessage("tags must be a JSON object, not ARRAY");
  }

  @Test
  void anOverfullSectionIsRefusedWhateverTheWayIn() {
    String large = "'" + "x".repeat(4000) + "'";
    StringBuilder members = new StringBuilder("{'k0':" + large);
    for (int i = 1; i < 9; i++) {
      members.append(",'k").append(i).append("':").append(large);
    }
    String section = members.append('}').toString();

    assertThatThrownBy(
            () -> patched(TwinState.created(), "{'properties':{'desired':" + section + "}}"))
        .hasMessage("Twin properties size 36018 exceeds maximum 32768");
    assertThatThrownBy(
            () ->
                TwinState.created().report(Json.object(section), OptionalLong.empty(), RULES, NOW))
        .hasMessage("Twin properties size 36018 exceeds maximum 32768");
    assertThatThrownBy(
            () ->
                TwinState.created()
                    .replace(TwinChange.of(Json.object("{'tags':" + section + "}")), NOW))
        .hasMessage("Twin properties size 36018 exceeds maximum 8192");
  }

  @Test
  void etagsAreTheHubs() {
    assertThat(Etag.ofTwin(1)).isEqualTo("AAAAAAAAAAE=");
    assertThat(Etag.ofTwin(7)).isEqualTo("AAAAAAAAAAc=");
    assertThat(Etag.ofIdentity(1)).isEqualTo("MQ==");
    assertThat(Etag.ofIdentity(123)).isEqualTo("MTIz");
  }

  private static TwinState patched(TwinState twin, String body) {
    return twin.patch(TwinChange.of(Json.object(body)), RULES, NOW).twin();
  }
}
