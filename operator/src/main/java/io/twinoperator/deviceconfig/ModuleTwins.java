package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import java.util.Optional;

/**
 * Refuses twins of modules by name: a field that an API server does not know is dropped without a
 * word, and the device's own twin would be written instead. Pure.
 */
final class ModuleTwins {

  /** Reason of a spec that names a module. */
  static final String NOT_SUPPORTED = "ModuleNotSupported";

  private ModuleTwins() {}

  /** The refusal of a spec that names a module; the API server refuses it already. */
  static Optional<DevicePlan.Refuse> refusal(DeviceConfigSpec spec) {
    return Optional.ofNullable(spec.moduleId())
        .map(
            module ->
                new DevicePlan.Refuse(
                    NOT_SUPPORTED,
                    "spec.moduleId is '%s', and twins of modules are not supported; leave it out to configure the device itself"
                        .formatted(module)));
  }
}
