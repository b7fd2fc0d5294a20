package io.twinoperator.api.crd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Writes {@code crds/}, the chart's copy and the API reference from the Java types. */
public final class CrdGenerator {
  /** What to run, from the root of the project, after a change of the API types. */
  static final String COMMAND = "mvn -pl operator -am -Pcrds process-test-classes";

  private CrdGenerator() {}

  /**
   * Writes the definitions and removes those of kinds that are gone.
   *
   * @param args the root directory of the project
   * @throws IOException if a file cannot be written
   * @throws IllegalArgumentException if not exactly one directory is given
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("One argument: the root directory of the project");
    }
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    SortedMap<String, String> files = CrdFiles.render();
    for (Path directory : CrdFiles.DIRECTORIES) {
      write(root.resolve(directory), files);
    }
    Path reference = root.resolve(ApiReference.FILE);
    Files.createDirectories(reference.getParent());
    Files.writeString(reference, ApiReference.render(), StandardCharsets.UTF_8);
  }

  private static void write(Path directory, SortedMap<String, String> files) throws IOException {
    Files.createDirectories(directory);
    for (Path old : yamlIn(directory)) {
      if (!files.containsKey(old.getFileName().toString())) {
        Files.delete(old);
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
    }
  }

  /** The YAML files directly in a directory, by name. */
  static List<Path> yamlIn(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> entry.getFileName().toString().endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }
}
