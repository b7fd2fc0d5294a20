package io.twinoperator.emulator.mqtt;

import io.twinoperator.emulator.hub.ClientId;
import java.util.Optional;

/**
 * The user name of a CONNECT, {@code {hub}/{clientId}/?api-version=..&DeviceClientType=..}.
 *
 * @param hostName the hub that is meant, whatever name the connection was made to
 * @param clientId as it stands there
 * @param parameters what stands behind the question mark
 */
record UserName(String hostName, String clientId, PropertyBag parameters) {

  /** Reads it; empty when it has another form. Old clients leave the question mark out. */
  static Optional<UserName> parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      return Optional.empty();
    }
    String rest = text.substring(slash + 1);
    int parameters = startOfParameters(rest);
    String client = parameters < 0 ? rest : rest.substring(0, parameters);
    String bare = client.endsWith("/") ? client.substring(0, client.length() - 1) : client;
    if (clientIdOf(bare).isEmpty()) {
      return Optional.empty();
    }
    String query = parameters < 0 ? "" : rest.substring(parameters + 1);
    return Optional.of(
        new UserName(
            text.substring(0, slash),
            bare,
            PropertyBag.ofQuery(query.startsWith("?") ? query.substring(1) : query)));
  }

  /** A client id read as {@code deviceId} or {@code deviceId/moduleId}. */
  static Optional<ClientId> clientIdOf(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2 || parts[0].isEmpty() || parts[parts.length - 1].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        parts.length == 1 ? ClientId.device(parts[0]) : ClientId.module(parts[0], parts[1]));
  }

  /** The Plug and Play model the device says it implements. */
  Optional<String> modelId() {
    return parameters.first("model-id");
  }

  // A device id may itself hold a question mark: the last "/?" counts.
  private static int startOfParameters(String rest) {
    int marked = rest.lastIndexOf("/?");
    return marked >= 0 ? marked : rest.lastIndexOf("/api-version=");
  }
}
