package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;

/**
 * What a simulated device answers to one of its methods.
 *
 * @param delay from the call to the answer
 * @param status the device's own, 200 for done
 * @param payload any JSON
 */
public record MethodReply(Duration delay, int status, JsonNode payload) {
  /** What device programs answer to a method they do not have. */
  static final MethodReply NOT_IMPLEMENTED =
      new MethodReply(Duration.ZERO, 501, NullNode.getInstance());
}
