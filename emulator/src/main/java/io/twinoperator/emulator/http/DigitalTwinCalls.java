package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.DigitalTwins;
import io.twinoperator.emulator.hub.HubError;

/** Digital twins, which are device twins in another shape. */
final class DigitalTwinCalls {
  private static final int ACCEPTED = 202;

  private DigitalTwinCalls() {}

  static ServiceResponse get(Call call) {
    DigitalTwins.Document twin = call.hub().digitalTwins().get(call.id());
    return ServiceResponse.ok(twin.json()).withEtag(twin.etag());
  }

  /** Why no command is invoked. */
  static HubError commandRefusal(Call call) {
    return call.hub().digitalTwins().commandRefusal(call.id());
  }

  static ServiceResponse update(Call call) {
    DigitalTwins.Document twin =
        call.hub()
            .digitalTwins()
            .update(call.id(), Json.elements(call.request().body()), call.ifMatch());
    return ServiceResponse.empty(ACCEPTED)
        .withEtag(twin.etag())
        .with("Location", "https://" + call.hub().hostName() + call.request().path());
  }
}
