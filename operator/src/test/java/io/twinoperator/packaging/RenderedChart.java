package io.twinoperator.packaging;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The objects that the chart makes of given values. */
final class RenderedChart {
  /** Where the chart lies. */
  static final Path CHART = ProjectTree.at("helm/twin-operator");

  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

  private final List<HasMetadata> objects;

  private RenderedChart(List<HasMetadata> objects) {
    this.objects = objects;
  }

  /**
   * Renders the chart into the namespace {@code iot}.
   *
   * @param values lines of a values file
   * @throws IllegalStateException if Helm refuses the values, with its words
   */
  static RenderedChart with(String... values) throws IOException {
    Path file = Files.createTempFile("values", ".yaml");
    try {
      Files.write(file, List.of(values));
      return parse(
          new Helm(CHART)
              .template()
              .withName("twin-operator")
              .withNamespace("iot")
              .withKubeVersion("1.34.0")
              .withValuesFile(file)
              .call());
    } finally {
      Files.delete(file);
    }
  }

  private static RenderedChart parse(String rendered) {
    List<HasMetadata> objects = new ArrayList<>();
    for (String document : rendered.split("(?m)^---$", -1)) {
      if (document.lines().anyMatch(line -> line.startsWith("kind:"))) {
        objects.add(KUBERNETES.unmarshal(document));
      }
    }
    return new RenderedChart(List.copyOf(objects));
  }

  /** The objects of one type, in the order in which they were rendered. */
  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The only object of a type. */
  <T extends HasMetadata> T only(Class<T> type) {
    List<T> found = all(type);
    if (found.size() != 1) {
      throw new AssertionError(
          "The chart renders " + found.size() + " " + type.getSimpleName() + " instead of one");
    }
    return found.get(0);
  }

  /** Every object. */
  List<HasMetadata> objects() {
    return objects;
  }
}
