package io.twinoperator.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project as they lie in the tree, wherever the tests were started from. */
public final class ProjectTree {
  private ProjectTree() {}

  /**
   * A path from the root of the project.
   *
   * @throws IllegalStateException if the working directory is not inside the project
   */
  public static Path at(String path) {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      if (Files.isRegularFile(dir.resolve("helm/twin-operator/Chart.yaml"))) {
        return dir.resolve(path);
      }
    }
    throw new IllegalStateException(
        "No project around " + Path.of("").toAbsolutePath() + "; start the tests inside it");
  }

  /** The YAML files under a directory, at any depth, by path. */
  public static List<Path> yamlBelow(String path) throws IOException {
    try (Stream<Path> files = Files.walk(at(path))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
