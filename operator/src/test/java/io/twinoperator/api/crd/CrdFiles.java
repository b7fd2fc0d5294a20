package io.twinoperator.api.crd;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.IoTHub;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that the definitions are kept in, and what they should contain. */
final class CrdFiles {
  /** Every kind of the API; a kind that is not listed here has no definition. */
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(IoTHub.class, DeviceConfig.class, FleetRollout.class, FleetRolloutLedger.class);

  /**
   * The directories that hold the files, from the root of the project: for people, for the chart.
   */
  static final List<Path> DIRECTORIES =
      List.of(Path.of("crds"), Path.of("helm", "twin-operator", "files", "crds"));

  /** The rules, in order: those that look at keys and types come after those that set them. */
  private static final List<CrdRule> RULES =
      List.of(
          new StatusDefault(),
          new Descriptions(),
          new PrinterColumns(),
          new ValidationRules(),
          new RequiredProperties(),
          new NumberFormats(),
          new EnumOrder(),
          new IntOrStringBounds(),
          new Times(),
          new FreeJson(),
          new ConditionSchema(),
          new ListTypes(),
          new Bounds());

  private CrdFiles() {}

  /** The contents by file name, such as {@code iothubs.twin-operator.io.yaml}. */
  static SortedMap<String, String> render() {
    SortedMap<String, String> files = new TreeMap<>();
    for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
      CustomResourceDefinition definition = define(kind);
      files.put(definition.getMetadata().getName() + ".yaml", CrdYaml.of(definition));
    }
    return files;
  }

  /** The definition of one kind. */
  static CustomResourceDefinition define(Class<? extends CustomResource<?, ?>> kind) {
    Capture capture = new Capture();
    new CRDGenerator()
        .withParallelGenerationEnabled(false)
        .withOutput(capture)
        .withPostProcessor(capture)
        .customResourceClasses(List.<Class<? extends HasMetadata>>of(kind))
        .generate();
    if (capture.definition == null) {
      throw new IllegalStateException("The generator made no definition of " + kind.getName());
    }
    GeneratedCrd crd = new GeneratedCrd(kind, capture.definition);
    RULES.forEach(rule -> rule.apply(crd));
    return crd.definition();
  }

  /** Takes the definition out of the generator, whose own text is not used. */
  private static final class Capture
      implements CRDPostProcessor, CRDGenerator.CRDOutput<OutputStream> {
    private CustomResourceDefinition definition;

    @Override
    public HasMetadata process(HasMetadata generated, String version) {
      definition = (CustomResourceDefinition) generated;
      return generated;
    }

    @Override
    public OutputStream outputFor(String name) {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void close() {
      // Nothing is held open.
    }
  }
}
