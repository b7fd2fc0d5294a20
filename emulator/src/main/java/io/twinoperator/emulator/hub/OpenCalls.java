package io.twinoperator.emulator.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The method calls that one link has carried to its device and no answer yet. Under the lock. */
final class OpenCalls {
  private final Map<String, Consumer<MethodResult>> calls = new LinkedHashMap<>();

  void add(String requestId, Consumer<MethodResult> ended) {
    calls.put(requestId, ended);
  }

  /** Ends one call; an id that is not open, because the answer came too late, changes nothing. */
  void end(String requestId, MethodResult result) {
    Consumer<MethodResult> ended = calls.remove(requestId);
    if (ended != null) {
      ended.accept(result);
    }
  }

  /** The link is gone, and with it every answer that might have come. */
  void linkEnded() {
    for (String requestId : List.copyOf(calls.keySet())) {
      // The hub's words (azure-iot-sdk-csharp issue 317).
      end(
          requestId,
          new MethodResult.Failed(
              new HubError(ErrorCode.DEVICE_NOT_ONLINE, "Device unavailable", ErrorShape.DEVICE)));
    }
  }
}
