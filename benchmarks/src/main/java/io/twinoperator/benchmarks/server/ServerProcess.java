package io.twinoperator.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of this module's class path. It ends when it is closed, and by itself when this
 * process is gone.
 */
public final class ServerProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final String firstLine;

  private ServerProcess(Process process, String firstLine) {
    this.process = process;
    this.firstLine = firstLine;
  }

  /**
   * Starts the emulator with its fleet.
   *
   * @param javaOptions for its JVM, for a profiler
   * @param devices how many twins it holds
   */
  public static ServerProcess hub(List<String> javaOptions, int devices) {
    return start(HubProcess.class, javaOptions, Integer.toString(devices));
  }

  /**
   * Starts the echo.
   *
   * @param payload a file of what it answers to every request
   */
  public static ServerProcess echo(Path payload) {
    return start(EchoProcess.class, List.of(), payload.toString());
  }

  /**
   * Starts the measurement of the heap.
   *
   * @param devices how many twins it loads
   */
  public static ServerProcess heap(int devices) {
    return start(HeapProcess.class, List.of(), Integer.toString(devices));
  }

  /** Where the server listens. */
  public Announcement announcement() {
    return Announcement.read(firstLine);
  }

  /** What the measurement of the heap found. */
  public HeapFigures heapFigures() {
    return HeapFigures.read(firstLine);
  }

  /** The CPU time it has taken since its start; zero where the system does not tell. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends the process and waits for it. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static ServerProcess start(Class<?> main, List<String> javaOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    // As emulator/run starts it.
    command.add("-Dlogback.configurationFile=io/twinoperator/emulator/cli/logback-cli.xml");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new ServerProcess(process, firstLine(process, main));
    } catch (IOException e) {
      throw new UncheckedIOException("java could not be started: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Process process, Class<?> main) throws IOException {
    // Not closed: the stream belongs to the process.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("{")) { // a profiler has its say on this stream too
        return line;
      }
    }
    throw new IllegalStateException(main.getSimpleName() + " ended before it was ready");
  }
}
