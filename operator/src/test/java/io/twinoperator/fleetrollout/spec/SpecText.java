package io.twinoperator.fleetrollout.spec;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import java.util.List;

/** Specs as people write them, read. */
final class SpecText {
  private SpecText() {}

  static SpecReading read(String yaml) {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName("r").build());
    rollout.setSpec(
        Serialization.unmarshal("hubRef: {name: plant}\n" + yaml, FleetRolloutSpec.class));
    return SpecReader.read(rollout);
  }

  /** A spec that is whole but for these fields. */
  static SpecReading with(String fields) {
    return read("selector: {query: tags.a = 1}\npatch: {desired: {a: 1, b: {c: 2}}}\n" + fields);
  }

  static SpecReading patching(String patch, String fields) {
    return read("selector: {query: tags.a = 1}\npatch: %s\n%s".formatted(patch, fields));
  }

  static RolloutSpec valid(SpecReading reading) {
    return reading.fold(
        SpecReading.Valid::spec,
        invalid -> {
          throw new AssertionError(invalid.message());
        });
  }

  static List<String> problems(SpecReading reading) {
    return reading.fold(valid -> List.of(), SpecReading.Invalid::problems);
  }
}
