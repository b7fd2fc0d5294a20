package io.twinoperator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoMainTest {

  private static String refused(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    System.setErr(new PrintStream(heard, true, StandardCharsets.UTF_8));
    try {
      assertThat(new CommandLine(new DemoMain()).execute(arguments))
          .isEqualTo(CommandLine.ExitCode.USAGE);
    } finally {
      System.setErr(before);
    }
    return heard.toString(StandardCharsets.UTF_8);
  }

  @Test
  void neverTakesTheCurrentContextByItself() {
    assertThat(refused("--kube")).contains("--kube needs --context NAME");
    assertThat(refused("--context", "production")).contains("--context is for --kube");
    assertThat(refused("--kube", "--context", "no-such-context-anywhere"))
        .contains("no context 'no-such-context-anywhere'");
  }
}
