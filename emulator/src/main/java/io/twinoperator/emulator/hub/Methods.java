package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.jobs.Fleet.Waiting;
import io.twinoperator.emulator.method.MethodRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Direct methods: calls of a back end that a connected device answers. */
public final class Methods {
  private final HubCore core;
  private long lastRequest;

  Methods(HubCore core) {
    this.core = core;
  }

  /**
   * Calls a method. The stage ends with the device's {@code {"status","payload"}}, outside the
   * hub's lock, or with a {@link HubError}: DeviceNotFound or ModuleNotFound; DeviceNotOnline when
   * the device takes no methods within {@code connectTimeoutInSeconds}, or goes away before it
   * answers; GatewayTimeout when it does not answer within {@code responseTimeoutInSeconds}.
   *
   * @param body of the REST call
   * @throws HubError ArgumentInvalid for a name, a timeout or a payload outside its limits
   */
  public CompletionStage<ObjectNode> invoke(ClientId id, ObjectNode body) {
    CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
    try {
      core.lockedRun(() -> begin(id, MethodRequest.of(body), deliveredTo(answer)));
    } catch (HubError refused) {
      throw refused.toDevice();
    }
    return answer;
  }

  private Consumer<MethodResult> deliveredTo(CompletableFuture<ObjectNode> answer) {
    return result ->
        core.outbox()
            .add(
                result.fold(
                    answered -> () -> answer.complete(answered.json()),
                    failed -> () -> answer.completeExceptionally(failed)));
  }

  private void begin(ClientId id, MethodRequest request, Consumer<MethodResult> ended) {
    core.registry().get(id);
    Optional<Waiting> waiting =
        core.reachability().waitFor(id, () -> sendIfPresent(id, request, ended));
    if (waiting.isEmpty()) {
      sendIfPresent(id, request, ended);
      return;
    }
    Runnable giveUp = () -> waiting.filter(Waiting::end).ifPresent(w -> notOnline(request, ended));
    if (request.connectTimeout().isZero()) {
      giveUp.run();
    } else {
      core.later(request.connectTimeout(), giveUp);
    }
  }

  private static void notOnline(MethodRequest request, Consumer<MethodResult> ended) {
    ended.accept(
        new MethodResult.Failed(
            HubError.timedOut(
                ErrorCode.DEVICE_NOT_ONLINE,
                "Timed out waiting for device to connect.",
                request.connectTimeout())));
  }

  private void sendIfPresent(ClientId id, MethodRequest request, Consumer<MethodResult> ended) {
    core.registry()
        .find(id)
        .flatMap(Registration::link)
        .ifPresentOrElse(
            link -> send(link, request, ended),
            () -> ended.accept(new MethodResult.Failed(core.registry().unknown(id).toDevice())));
  }

  /** Carries a call over a link that takes methods; {@code ended} is called under the lock. */
  void send(LiveLink link, MethodRequest request, Consumer<MethodResult> ended) {
    String requestId = Long.toHexString(++lastRequest);
    MethodCall call = new MethodCall(requestId, request.methodName(), request.payload());
    link.calls().add(requestId, ended);
    core.outbox().add(() -> link.listener().onMethod(call));
    core.later(
        request.responseTimeout(),
        () ->
            link.calls()
                .end(
                    requestId,
                    new MethodResult.Failed(
                        HubError.timedOut(
                            ErrorCode.GATEWAY_TIMEOUT,
                            "Timed out waiting for the response from device.",
                            request.responseTimeout()))));
  }
}
