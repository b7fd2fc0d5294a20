package io.twinoperator.benchmarks.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the definition of FleetRollouts has on offer, so that a new choice is tried without a word.
 */
public final class RolloutChoices {
  private static final String SPEC =
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/";
  private static final Path FILE =
      Path.of(
          System.getProperty("twinoperator.project"),
          "crds",
          "fleetrollouts.twin-operator.io.yaml");

  private RolloutChoices() {}

  /** The machines that write. */
  public static List<String> writerModes() {
    return choices("writer/properties/mode");
  }

  /** Whether a rollout that stops by itself can undo what it did. */
  public static boolean rollsBack() {
    return choices("failurePolicy/properties/action").contains("Rollback");
  }

  private static List<String> choices(String field) {
    try {
      JsonNode definition = new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile());
      List<String> choices = new ArrayList<>();
      definition.at(SPEC + field).path("enum").forEach(choice -> choices.add(choice.asText()));
      return List.copyOf(choices);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
