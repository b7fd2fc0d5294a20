package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.message.LockedMessage;
import io.twinoperator.emulator.method.MethodAnswer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A link of the hub's making; it only names its client and lets the hub do the work. */
final class LiveLink implements DeviceLink {
  private final Links links;
  private final ClientId id;
  private final DeviceListener listener;
  private final Set<String> lockTokens = new HashSet<>();
  private final OpenCalls calls = new OpenCalls();
  private boolean takesMethods;
  private boolean takesMessages;

  LiveLink(Links links, ClientId id, DeviceListener listener) {
    this.links = links;
    this.id = id;
    this.listener = listener;
  }

  ClientId id() {
    return id;
  }

  DeviceListener listener() {
    return listener;
  }

  /** The method calls it carries. Guarded by the hub's lock. */
  OpenCalls calls() {
    return calls;
  }

  /** Guarded by the hub's lock. */
  boolean takesMethods() {
    return takesMethods;
  }

  /** Guarded by the hub's lock. */
  void takesMethods(boolean now) {
    takesMethods = now;
  }

  /** Guarded by the hub's lock. */
  boolean takesMessages() {
    return takesMessages;
  }

  /** Guarded by the hub's lock. */
  void takesMessages(boolean now) {
    takesMessages = now;
  }

  /** The messages it has received and not completed. Guarded by the hub's lock. */
  Set<String> lockTokens() {
    return lockTokens;
  }

  @Override
  public ObjectNode twin() {
    return links.twin(this);
  }

  @Override
  public long report(ObjectNode patch) {
    return links.report(this, patch, OptionalLong.empty());
  }

  @Override
  public long report(ObjectNode patch, long ifVersion) {
    return links.report(this, patch, OptionalLong.of(ifVersion));
  }

  @Override
  public void acceptMethods() {
    links.acceptMethods(this);
  }

  @Override
  public void refuseMethods() {
    links.refuseMethods(this);
  }

  @Override
  public void answerMethod(String requestId, int status, JsonNode payload) {
    links.answerMethod(this, requestId, () -> new MethodAnswer(status, payload));
  }

  @Override
  public void acceptMessages() {
    links.acceptMessages(this);
  }

  @Override
  public void refuseMessages() {
    links.refuseMessages(this);
  }

  @Override
  public Optional<LockedMessage> receive() {
    return links.receive(this);
  }

  @Override
  public void complete(String lockToken) {
    links.complete(this, lockToken);
  }

  @Override
  public void announceModel(String modelId) {
    links.run(this, registration -> registration.modelId(modelId));
  }

  @Override
  public Optional<Map<String, Integer>> keptSubscriptions() {
    return links.call(this, Registration::keptSubscriptions);
  }

  @Override
  public void keepSubscriptions(Map<String, Integer> subscriptions) {
    Map<String, Integer> kept = Map.copyOf(subscriptions);
    links.run(this, registration -> registration.keptSubscriptions(Optional.of(kept)));
  }

  @Override
  public void forgetSession() {
    links.run(this, registration -> registration.keptSubscriptions(Optional.empty()));
  }

  @Override
  public void close() {
    links.close(this);
  }
}
