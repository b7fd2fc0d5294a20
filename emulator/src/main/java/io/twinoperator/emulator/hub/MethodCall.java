package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A direct method as it reaches a device.
 *
 * @param requestId to be given back with the answer
 * @param name of the method
 * @param payload any JSON, null when the caller sent none
 */
public record MethodCall(String requestId, String name, JsonNode payload) {}
