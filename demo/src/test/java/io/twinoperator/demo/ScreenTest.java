package io.twinoperator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.demo.view.LiveView.Colours;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final String TERMINAL = "twinoperator.demo.terminal";
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

  @AfterEach
  void forget() {
    System.clearProperty(TERMINAL);
  }

  @Test
  void isDrawnOnOnlyWhereTheCursorMoves() {
    assertThat(Screen.of(false, XTERM).isTerminal()).isFalse();
    System.setProperty(TERMINAL, "true");
    assertThat(Screen.of(false, XTERM).isTerminal()).isTrue();
    assertThat(Screen.of(false, Map.of("TERM", "dumb")).isTerminal()).isFalse();
    assertThat(Screen.of(false, Map.of()).isTerminal()).isFalse();
  }

  @Test
  void hasNoColoursWhereNoneAreWanted() {
    assertThat(Screen.of(false, XTERM).colours()).isEqualTo(Colours.YES);
    assertThat(Screen.of(true, XTERM).colours()).isEqualTo(Colours.NO);
    assertThat(Screen.of(false, Map.of("NO_COLOR", "1")).colours()).isEqualTo(Colours.NO);
    assertThat(Screen.of(false, Map.of("NO_COLOR", "")).colours()).isEqualTo(Colours.YES);
  }
}
