package io.twinoperator.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.message.LockedMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Cloud-to-device messages on their way to one device: sent, and not yet acknowledged. */
final class Deliveries {
  /** The most that wait for PUBACK; the rest stays in the hub's queue. */
  private static final int WINDOW = 16;

  private final Session.Wire wire;
  private final ClientId client;
  private final DeviceLink link;
  private final PacketIds packetIds;
  private final Map<Integer, String> lockTokens = new HashMap<>();

  Deliveries(Session.Wire wire, ClientId client, DeviceLink link, PacketIds packetIds) {
    this.wire = wire;
    this.client = client;
    this.link = link;
    this.packetIds = packetIds;
  }

  /** Sends what waits, as far as the window goes. */
  void deliver(MqttQoS qos) {
    while (lockTokens.size() < WINDOW) {
      Optional<LockedMessage> next = link.receive();
      if (next.isEmpty()) {
        return;
      }
      LockedMessage locked = next.get();
      String topic = MessageTopic.deviceBound(client, locked.message());
      if (qos == MqttQoS.AT_MOST_ONCE) {
        wire.send(Packets.publish(topic, locked.message().body()));
        link.complete(locked.lockToken());
      } else {
        int id = packetIds.next();
        packetIds.hold(id);
        lockTokens.put(id, locked.lockToken());
        wire.send(Packets.publish(topic, locked.message().body(), id));
      }
    }
  }

  /** PUBACK came; an id that nobody waits for changes nothing. */
  void acknowledged(int id) {
    String lockToken = lockTokens.remove(id);
    if (lockToken != null) {
      packetIds.release(id);
      link.complete(lockToken);
    }
  }
}
