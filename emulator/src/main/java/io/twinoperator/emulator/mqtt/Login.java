package io.twinoperator.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.time.Instant;
import java.util.Optional;

/** What is decided about a CONNECT. */
sealed interface Login {

  /** What is done in either case. */
  interface Cases<T> {
    T accepted(Accepted login);

    T refused(Refused login);
  }

  /** Hands the login to the case for its kind. */
  <T> T fold(Cases<T> cases);

  /**
   * The client is who it says it is.
   *
   * @param hub the hub it named
   * @param client device or module
   * @param until when its token expires
   * @param modelId the Plug and Play model it announces
   */
  record Accepted(EmulatedHub hub, ClientId client, Instant until, Optional<String> modelId)
      implements Login {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.accepted(this);
    }
  }

  /**
   * It is not let in.
   *
   * @param code for CONNACK
   * @param reason for a log; holds no key and no signature
   */
  record Refused(MqttConnectReturnCode code, String reason) implements Login {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.refused(this);
    }
  }
}
