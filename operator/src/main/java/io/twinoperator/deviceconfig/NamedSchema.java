package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.schema.DesiredSchemas;
import io.twinoperator.schema.SchemaCheck;
import java.util.Optional;

/** The schema that a DeviceConfig names, and what follows from what it says. */
final class NamedSchema {
  private NamedSchema() {}

  /** Asks the schema, and watches it from now on. */
  static SchemaCheck check(DesiredSchemas schemas, DeviceConfig config) {
    return schemas.check(
        ResourceID.fromResource(config), config.getSpec().schema(), config.getSpec().desired());
  }

  /** The plan that follows; empty if nothing stands in the way. */
  static Optional<DevicePlan> plan(SchemaCheck check) {
    return check.fold(
        new SchemaCheck.Cases<>(
            passed -> Optional.empty(),
            notRead -> Optional.of(new DevicePlan.Bear(DevicePlanner.SOON)),
            missing ->
                Optional.of(
                    new DevicePlan.Wait(
                        SchemaCheck.NOT_FOUND, missing.message(), false, DevicePlanner.HOURLY)),
            violated ->
                Optional.of(
                    new DevicePlan.Refuse(DevicePlanner.INVALID_SPEC, violated.message()))));
  }
}
