package io.twinoperator.testing.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** kubectl, run as a user runs it. */
public record Kubectl(Path program, Path kubeconfig) {

  /**
   * What a run came to.
   *
   * @param output both streams
   */
  public record Result(int exitCode, String output) {
    /** The output of a run that has to succeed. */
    public String orFail() {
      if (exitCode != 0) {
        throw new AssertionError("kubectl ended with " + exitCode + ": " + output);
      }
      return output;
    }
  }

  /** Runs it and waits for its end. */
  public Result run(String... arguments) {
    return runWith("", arguments);
  }

  /** Runs it with a text on its standard input. */
  public Result runWith(String input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--kubeconfig=" + kubeconfig);
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
