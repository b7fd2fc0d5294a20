package io.twinoperator.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrdsAreCurrentTest {
  @ParameterizedTest
  @ValueSource(strings = {"crds", "helm/twin-operator/files/crds"})
  void filesAreWhatTheTypesSay(String directory) throws IOException {
    SortedMap<String, String> generated = CrdFiles.render();
    SortedMap<String, String> kept = read(ProjectTree.at(directory));

    assertThat(kept.keySet())
        .as("definitions in %s/; renew them: %s", directory, CrdGenerator.COMMAND)
        .isEqualTo(generated.keySet());
    for (Map.Entry<String, String> file : generated.entrySet()) {
      assertThat(kept.get(file.getKey()))
          .as("%s/%s is stale; renew it: %s", directory, file.getKey(), CrdGenerator.COMMAND)
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void referenceIsWhatTheTypesSay() throws IOException {
    assertThat(Files.readString(ProjectTree.at(ApiReference.FILE)))
        .as("%s is stale; renew it: %s", ApiReference.FILE, CrdGenerator.COMMAND)
        .isEqualTo(ApiReference.render());
  }

  @Test
  void writesBothCopiesAndRemovesKindsThatAreGone(@TempDir Path root) throws IOException {
    Path gone = root.resolve("crds/gones.twin-operator.io.yaml");
    Files.createDirectories(gone.getParent());
    Files.writeString(gone, "kind: Gone\n");

    CrdGenerator.main(new String[] {root.toString()});

    for (Path directory : CrdFiles.DIRECTORIES) {
      assertThat(read(root.resolve(directory))).isEqualTo(CrdFiles.render());
    }
  }

  private static SortedMap<String, String> read(Path directory) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (Path file : CrdGenerator.yamlIn(directory)) {
      files.put(file.getFileName().toString(), Files.readString(file));
    }
    return files;
  }
}
