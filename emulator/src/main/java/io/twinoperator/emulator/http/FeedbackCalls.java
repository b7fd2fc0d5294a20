package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;

/**
 * Feedback on cloud-to-device messages. The service API has no way to send a message that asks for
 * feedback (that is AMQP's), so there never is any: the queue is empty and no lock is held. That a
 * hub refuses an unknown lock so is inferred from its list of errors.
 */
final class FeedbackCalls {
  private FeedbackCalls() {}

  static ServiceResponse receive(Call call) {
    return ServiceResponse.noContent();
  }

  /** Why no message can be completed or abandoned. */
  static HubError lockLost(Call call) {
    return new HubError(
        ErrorCode.DEVICE_MESSAGE_LOCK_LOST,
        "The lock '" + call.to().parameters().getOrDefault("lockToken", "") + "' is not held");
  }
}
