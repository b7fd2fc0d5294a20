package io.twinoperator.emulator.http;

import io.twinoperator.emulator.fault.DeviceGlob;
import io.twinoperator.emulator.fault.FaultKind;
import io.twinoperator.emulator.fault.FaultKind.Moment;
import io.twinoperator.emulator.fault.FaultPoint;
import io.twinoperator.emulator.fault.FaultRule;
import io.twinoperator.emulator.fault.Faults;
import io.twinoperator.emulator.fault.InjectedFault;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.time.Agenda;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets calls fail as the rules say.
 *
 * @param faults the rules
 * @param agenda on which delays are waited for
 */
record FaultStage(Faults faults, Agenda agenda) implements Around {
  private static final ServiceResponse GARBLED =
      new ServiceResponse(
          200, Map.of("Content-Type", "text/html"), "<html>please sign in to this network</html>");

  @Override
  public CompletionStage<ServiceResponse> answer(Call call, Next next) {
    return answer(call, faults.at(pointOf(call)), next);
  }

  private CompletionStage<ServiceResponse> answer(Call call, List<FaultRule> fired, Next next) {
    if (fired.isEmpty()) {
      return next.answer();
    }
    FaultRule rule = fired.get(0);
    Next then = () -> answer(call, fired.subList(1, fired.size()), next);
    return rule.kind()
        .fold(
            new FaultKind.Cases<CompletionStage<ServiceResponse>>(
                answer ->
                    failing(
                        answer.moment(),
                        then,
                        () -> new HubError(answer.error(), InjectedFault.TEXT)),
                reset -> failing(reset.moment(), then, ConnectionResetException::new),
                garble -> garbled(garble.moment(), then),
                delay -> then.after(agenda.after(delay.time()), call.workers()),
                stale -> {
                  faults.queryLag(call.hub().hostName()).ifPresent(call.hub()::queryLag);
                  return then.answer();
                },
                drop -> {
                  drop(call, rule);
                  return then.answer();
                },
                duplicate -> then.answer()));
  }

  private static CompletionStage<ServiceResponse> garbled(Moment moment, Next then) {
    return switch (moment) {
      case BEFORE -> CompletableFuture.completedFuture(GARBLED);
      case AFTER -> then.answer().handle((response, refused) -> GARBLED);
    };
  }

  private static CompletionStage<ServiceResponse> failing(
      Moment moment, Next then, Supplier<RuntimeException> fault) {
    return switch (moment) {
      case BEFORE -> CompletableFuture.failedFuture(fault.get());
      case AFTER ->
          then.answer()
              .handle((response, refused) -> fault.get())
              .thenCompose(CompletableFuture::failedFuture);
    };
  }

  private static void drop(Call call, FaultRule rule) {
    EmulatedHub hub = call.hub();
    Optional<String> one = deviceOf(call);
    Optional<DeviceGlob> named = rule.device();
    hub.drop(
        id ->
            one.map(deviceId -> deviceId.equals(id.deviceId()))
                .orElseGet(() -> named.isEmpty() || named.get().matches(id.deviceId())));
  }

  private static FaultPoint pointOf(Call call) {
    return new FaultPoint(call.hub().hostName(), call.to().operation().name(), deviceOf(call));
  }

  /** The id of a job or a configuration is no device's. */
  private static Optional<String> deviceOf(Call call) {
    return switch (call.to().operation().template().get(0)) {
      case "twins", "devices", "digitaltwins" -> Optional.of(call.id()).filter(id -> !id.isEmpty());
      default -> Optional.empty();
    };
  }
}
