package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.message.LockedMessage;
import java.util.Map;
import java.util.Optional;

/**
 * The hub's end of one connected device. Every call throws {@link HubError} once the link has
 * ended.
 */
public interface DeviceLink extends AutoCloseable {

  /** {@code {"desired":{..,"$version"},"reported":{..,"$version"}}}: no tags, no metadata. */
  ObjectNode twin();

  /** Merges a patch into reported and answers its new {@code $version}. */
  long report(ObjectNode patch);

  /** As {@link #report(ObjectNode)}, refused with 412 unless reported has {@code ifVersion} now. */
  long report(ObjectNode patch, long ifVersion);

  /** From now on calls of direct methods reach the listener, those that wait for it at once. */
  void acceptMethods();

  /** From now on there is nobody to take calls; what was carried over may still be answered. */
  void refuseMethods();

  /**
   * Answers a call; one that is no longer open, because the answer is late, changes nothing.
   *
   * @param requestId of the {@link MethodCall}
   * @param status the device's own
   * @param payload any JSON, at most 128 KB
   */
  void answerMethod(String requestId, int status, JsonNode payload);

  /** From now on the listener is told when cloud-to-device messages wait, at once if some do. */
  void acceptMessages();

  /** From now on the listener is not told of messages. */
  void refuseMessages();

  /**
   * The oldest cloud-to-device message that waits. It is this link's until {@link #complete} or
   * until the link ends; then it waits again.
   */
  Optional<LockedMessage> receive();

  /** Removes a message that was received; a token that is not held changes nothing. */
  void complete(String lockToken);

  /** Tells the Plug and Play model that the device implements, shown as {@code modelId}. */
  void announceModel(String modelId);

  /** What {@link #keepSubscriptions} kept of the session before; empty when there was none. */
  Optional<Map<String, Integer>> keptSubscriptions();

  /** Keeps a persistent session's subscriptions, with their quality of service, over links. */
  void keepSubscriptions(Map<String, Integer> subscriptions);

  /** Keeps nothing any more. */
  void forgetSession();

  /** Disconnects; harmless when the link has ended already. */
  @Override
  void close();
}
