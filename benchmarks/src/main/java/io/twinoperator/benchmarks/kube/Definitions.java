package io.twinoperator.benchmarks.kube;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The definitions of our kinds, from {@code crds/}. */
final class Definitions {
  private static final long ESTABLISHED_SECONDS = 30;

  private Definitions() {}

  /** Where the project lies, as the launcher says. */
  private static Path folder() {
    return Path.of(System.getProperty("twinoperator.project", "."), "crds");
  }

  /** Creates all and waits until the server serves them. */
  static void define(KubernetesClient client) {
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> yaml = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      for (Path file : yaml) {
        define(client, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The definitions were not found: " + e.getMessage(), e);
    }
  }

  private static void define(KubernetesClient client, Path file) throws IOException {
    try (InputStream yaml = Files.newInputStream(file)) {
      CustomResourceDefinition definition =
          client.apiextensions().v1().customResourceDefinitions().load(yaml).item();
      client.resource(definition).create();
      client
          .resource(definition)
          .waitUntilCondition(Definitions::isEstablished, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
