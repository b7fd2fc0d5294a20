package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;

/**
 * A status of a DeviceConfig as it was seen.
 *
 * @param name of the object
 * @param reported what the device reported on the hub at that moment
 */
public record StatusMoment(String name, DeviceConfigStatus status, JsonNode reported) {}
