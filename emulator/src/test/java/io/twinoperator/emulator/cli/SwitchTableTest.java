package io.twinoperator.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Switches.UnquotedEtag;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.twin.NoOpPatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SwitchTableTest {
  private static final HubSettings DEFAULTS = HubSettings.of(Tier.S2, 3);

  @Test
  void switchesAreFoundAtEveryDepth() {
    assertThat(SwitchTable.of(DEFAULTS))
        .containsEntry("NoOpPatch", NoOpPatch.RAISES_VERSIONS)
        .containsEntry("UnquotedEtag", UnquotedEtag.IGNORED)
        .doesNotContainKey("Tier");
  }

  @Test
  void onlyWhatIsChosenChanges() {
    HubSettings changed =
        SwitchTable.set(DEFAULTS, Map.of("NoOpPatch", "keeps_versions", "unquotedetag", "REFUSED"));
    assertThat(changed.switches().twinRules().noOpPatch()).isEqualTo(NoOpPatch.KEEPS_VERSIONS);
    assertThat(changed.switches().unquotedEtag()).isEqualTo(UnquotedEtag.REFUSED);
    Map<String, Enum<?>> others = SwitchTable.of(changed);
    others.put("NoOpPatch", NoOpPatch.RAISES_VERSIONS);
    others.put("UnquotedEtag", UnquotedEtag.IGNORED);
    assertThat(others).isEqualTo(SwitchTable.of(DEFAULTS));
    assertThat(changed.tier()).isEqualTo(Tier.S2);
    assertThat(SwitchTable.set(DEFAULTS, Map.of())).isEqualTo(DEFAULTS);
  }

  @Test
  void everyChoiceOfEverySwitchCanBeMade() {
    SwitchTable.of(DEFAULTS)
        .forEach(
            (name, present) -> {
              for (Enum<?> choice : present.getDeclaringClass().getEnumConstants()) {
                HubSettings set = SwitchTable.set(DEFAULTS, Map.of(name, choice.name()));
                assertThat(SwitchTable.of(set)).containsEntry(name, choice);
              }
            });
  }

  @Test
  void whatIsNotKnownIsSaidWithWhatIs() {
    assertThatThrownBy(() -> SwitchTable.set(DEFAULTS, Map.of("NoSuch", "x")))
        .hasMessageContaining("--switch NoSuch")
        .hasMessageContaining("NoOpPatch");
    assertThatThrownBy(() -> SwitchTable.set(DEFAULTS, Map.of("NoOpPatch", "x")))
        .hasMessageContaining("NoOpPatch=x")
        .hasMessageContaining("RAISES_VERSIONS, KEEPS_VERSIONS");
  }

  @Test
  void helpListsThemWithTheirDefaults() {
    StringWriter help = new StringWriter();
    EmulatorMain.commandLine().setOut(new PrintWriter(help)).execute("--help");
    assertThat(help.toString())
        .contains("--switch", "NoOpPatch=RAISES_VERSIONS | KEEPS_VERSIONS", "--snapshot");
  }

  @Test
  void theReadmeSaysWhatEachSwitchIs() throws IOException {
    Pattern row = Pattern.compile("\\| `([A-Z][A-Za-z]+)`: .*");
    assertThat(
            Files.readAllLines(Path.of("README.md")).stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            SwitchTable.of(HubOptions.EmulatorSettings.defaults()).keySet());
  }
}
