package io.twinoperator.emulator.mqtt;

import io.twinoperator.emulator.http.HubDirectory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Where devices connect to: every connection of a process, whatever socket it came by. */
final class MqttEndpoint {
  private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();
  private final Doorkeeper doorkeeper;
  private final InstantSource wallClock;
  private final MqttSettings settings;
  private final Executor workers;

  /**
   * @param wallClock the real time, by which clients sign and ping
   * @param workers do what may have to wait for the hub
   */
  MqttEndpoint(
      HubDirectory hubs, InstantSource wallClock, MqttSettings settings, Executor workers) {
    this.doorkeeper = new Doorkeeper(hubs, wallClock);
    this.wallClock = wallClock;
    this.settings = settings;
    this.workers = workers;
  }

  /** A client has connected; called on the transport's context. */
  MqttConnection accept(Transport transport) {
    MqttConnection connection = new MqttConnection(transport, workers, this, wallClock);
    connections.add(connection);
    return connection;
  }

  /** Ends every connection whose time is up; to be called about once a second. */
  void checkAll() {
    Instant now = wallClock.instant();
    connections.forEach(connection -> connection.check(now));
  }

  /** How many connections there are, with those that have not said CONNECT. */
  int connectionCount() {
    return connections.size();
  }

  void forget(MqttConnection connection) {
    connections.remove(connection);
  }

  Doorkeeper doorkeeper() {
    return doorkeeper;
  }

  MqttSettings settings() {
    return settings;
  }

  Instant now() {
    return wallClock.instant();
  }
}
