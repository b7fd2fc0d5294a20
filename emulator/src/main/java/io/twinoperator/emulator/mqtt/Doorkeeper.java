package io.twinoperator.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.twinoperator.emulator.auth.DeviceAccess;
import io.twinoperator.emulator.auth.DeviceAuthorizer;
import io.twinoperator.emulator.http.HubDirectory;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Decides about CONNECT. The hub is the one in the user name: clients behind a gateway's name dial
 * another.
 */
final class Doorkeeper {
  private final HubDirectory hubs;
  private final DeviceAuthorizer authorizer;

  Doorkeeper(HubDirectory hubs, InstantSource wallClock) {
    this.hubs = hubs;
    this.authorizer = new DeviceAuthorizer(wallClock);
  }

  Login decide(MqttConnectMessage connect) {
    int level = connect.variableHeader().version();
    if (level != MqttVersion.MQTT_3_1_1.protocolLevel()) {
      return refused(
          level == MqttVersion.MQTT_5.protocolLevel()
              ? MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION
              : MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
          "protocol level " + level + " is not served, use 4 (MQTT 3.1.1)");
    }
    String clientText = connect.payload().clientIdentifier();
    Optional<ClientId> client = UserName.clientIdOf(clientText);
    if (client.isEmpty()) {
      return refused(
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          "client id '" + clientText + "' is neither deviceId nor deviceId/moduleId");
    }
    Optional<UserName> userName =
        Optional.ofNullable(connect.payload().userName()).flatMap(UserName::parse);
    byte[] password = connect.payload().passwordInBytes();
    if (userName.isEmpty() || password == null) {
      return refused(
          MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
          "the user name is not of the form {hub}/{clientId}/?api-version=.., or there is no"
              + " password");
    }
    if (!userName.get().clientId().equals(clientText)) {
      return refused(
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          "client id '"
              + clientText
              + "' is not the user name's '"
              + userName.get().clientId()
              + "'");
    }
    return authenticated(
        userName.get(), client.get(), new String(password, StandardCharsets.UTF_8));
  }

  private Login authenticated(UserName userName, ClientId client, String password) {
    Optional<EmulatedHub> hub = hubs.named(userName.hostName());
    if (hub.isEmpty()) {
      return refused(
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
          "no hub is called '" + userName.hostName() + "'");
    }
    DeviceAccess access =
        authorizer.check(
            password,
            hubs.namesOf(hub.get()),
            "/" + DeviceFilter.base(client),
            hub.get().identities().keys(client));
    if (access instanceof DeviceAccess.Granted granted) {
      return new Login.Accepted(hub.get(), client, granted.until(), userName.modelId());
    }
    if (access instanceof DeviceAccess.Malformed malformed) {
      return refused(
          MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, malformed.reason());
    }
    return refused(
        MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
        ((DeviceAccess.Denied) access).reason());
  }

  private static Login refused(MqttConnectReturnCode code, String reason) {
    return new Login.Refused(code, reason);
  }
}
