package io.twinoperator.demo.story;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.demo.world.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of {@code examples/}, as people apply them. */
final class Examples {
  private final Path folder;

  Examples(Path folder) {
    this.folder = folder;
  }

  /**
   * The objects of a file.
   *
   * @throws WorldException if it cannot be read
   */
  List<HasMetadata> read(KubernetesClient client, String file) {
    try (InputStream yaml = Files.newInputStream(folder.resolve(file))) {
      return client.load(yaml).items();
    } catch (IOException e) {
      throw new WorldException(
          "the example %s cannot be read: %s".formatted(folder.resolve(file), e.getMessage()));
    }
  }

  /**
   * The one object of a file, in a kind's type.
   *
   * @throws WorldException if the file cannot be read or holds something else
   */
  <T extends HasMetadata> T only(KubernetesClient client, String file, Class<T> kind) {
    List<HasMetadata> objects = read(client, file);
    if (objects.size() != 1 || !objects.get(0).getKind().equals(HasMetadata.getKind(kind))) {
      throw new WorldException(
          "the example %s should hold one %s".formatted(file, HasMetadata.getKind(kind)));
    }
    return client.getKubernetesSerialization().convertValue(objects.get(0), kind);
  }
}
