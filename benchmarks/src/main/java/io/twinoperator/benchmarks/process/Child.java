package io.twinoperator.benchmarks.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of this class path, seen from the one that started it. It ends when it is closed,
 * and by itself when this process is gone.
 */
public final class Child implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final long STOP_SECONDS = 40;
  private static final long ANSWER_MINUTES = 15;
  private static final String LOGGING =
      "-Dlogback.configurationFile=io/twinoperator/benchmarks/logback-child.xml";

  private final String name;
  private final Process process;
  private final BufferedWriter requests;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::read, name + "-answers");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a process.
   *
   * @param main a class that {@linkplain Conversation converses}
   * @param javaOptions for its JVM, for a profiler
   */
  public static Child start(String name, Class<?> main, List<String> javaOptions, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dsun.net.http.retryPost=false"); // as operator/jvm.options has it
    command.add(LOGGING);
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    try {
      return new Child(
          name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException("java could not be started: " + e.getMessage(), e);
    }
  }

  /**
   * Tells it something and waits for its answer.
   *
   * @param words the name of a command and what it takes
   * @throws IllegalStateException if the process has ended, or could not do it
   */
  public synchronized JsonNode ask(Object... words) {
    List<String> request = new ArrayList<>();
    for (Object word : words) {
      request.add(String.valueOf(word));
    }
    try {
      requests.write(MAPPER.writeValueAsString(request));
      requests.newLine();
      requests.flush();
      JsonNode answer = MAPPER.readTree(answer());
      if (answer.has(Conversation.FAILURE)) {
        throw new IllegalStateException(
            name + ", " + request.get(0) + ": " + answer.get(Conversation.FAILURE).asText());
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(name + " has ended", e);
    }
  }

  /** The CPU time it has taken since its start; zero where the system does not tell. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends the process and waits for it. */
  @Override
  public void close() {
    try {
      requests.close();
    } catch (IOException gone) {
      // It has ended already, which is all that is wanted.
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process as a power failure would. */
  public void kill() {
    process.destroyForcibly();
    close();
  }

  private String answer() {
    try {
      String answer = answers.poll(ANSWER_MINUTES, TimeUnit.MINUTES);
      if (answer == null || answer.isEmpty()) {
        throw new IllegalStateException(
            name + (answer == null ? " did not answer in time" : " ended before it answered"));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + ": interrupted", e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Conversation.ANSWER)) { // a profiler has its say on this stream too
          answers.add(line.substring(Conversation.ANSWER.length()));
        }
      }
    } catch (IOException closed) {
      // The process is being ended.
    }
    answers.add("");
  }
}
