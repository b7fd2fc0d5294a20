package io.twinoperator.benchmarks.process;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a process can be asked for by the one that started it. */
public final class Conversation {
  static final String ANSWER = "=> ";
  static final String FAILURE = "failure";

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Map<String, Command> commands = new TreeMap<>();

  /** Does something and answers. */
  @FunctionalInterface
  public interface Command {
    /**
     * Does it.
     *
     * @param arguments without the command's name
     * @return a record or a map, written as JSON
     */
    Object run(List<String> arguments) throws Exception;
  }

  /** Does something and has nothing to say of it. */
  @FunctionalInterface
  public interface Deed {
    /** Does it. */
    void run(List<String> arguments) throws Exception;
  }

  /** One question more that is answered. */
  public Conversation answering(String name, Command command) {
    commands.put(name, command);
    return this;
  }

  /** One thing more that is done. */
  public Conversation doing(String name, Deed deed) {
    return answering(
        name,
        arguments -> {
          deed.run(arguments);
          return Map.of();
        });
  }

  /** Answers until the parent closes our standard input, or is gone. */
  public void run() throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] words = MAPPER.readValue(line, String[].class);
      System.out.println(ANSWER + answer(words[0], List.of(words).subList(1, words.length)));
      System.out.flush();
    }
  }

  private String answer(String name, List<String> arguments) throws IOException {
    Command command = commands.get(name);
    try {
      if (command == null) {
        throw new IllegalArgumentException("there is no such command, only " + commands.keySet());
      }
      return MAPPER.writeValueAsString(command.run(arguments));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return MAPPER.writeValueAsString(Map.of(FAILURE, "interrupted"));
    } catch (Exception e) { // whatever it is, the parent has to hear of it
      return MAPPER.writeValueAsString(Map.of(FAILURE, String.valueOf(e)));
    }
  }
}
