package io.twinoperator.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Connected devices, each with a TLS connection of its own and subscribed to its desired. */
public final class MqttFleet {
  private static final int AT_ONCE = 50;
  private static final int MAX_PACKET_BYTES = 256 * 1024;

  private final List<MqttDevice> devices = new ArrayList<>();

  private MqttFleet() {}

  /**
   * Connects devices 0 to {@code count - 1}, some at a time.
   *
   * @throws IllegalStateException if one is refused
   */
  public static MqttFleet connect(
      TlsClient client, int port, String caPem, int count, IntFunction<String> deviceIds) {
    MqttFleet fleet = new MqttFleet();
    SslContext trust = TlsClient.trusting(caPem);
    List<CompletableFuture<MqttDevice>> underWay = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      MqttDevice device = new MqttDevice(deviceIds.apply(number));
      fleet.devices.add(device);
      underWay.add(connect(client, trust, port, device));
      if (underWay.size() == AT_ONCE || number == count - 1) {
        underWay.forEach(HttpLoad::await);
        underWay.clear();
      }
    }
    return fleet;
  }

  /** A device by its number. */
  MqttDevice device(int number) {
    return devices.get(number);
  }

  /** How many there are. */
  public int size() {
    return devices.size();
  }

  private static CompletableFuture<MqttDevice> connect(
      TlsClient client, SslContext trust, int port, MqttDevice device) {
    return client
        .open(trust, port, channel -> addHandlers(channel, device))
        .thenCompose(
            channel -> {
              device.connect(channel);
              return device.subscribed();
            });
  }

  private static void addHandlers(Channel channel, MqttDevice device) {
    channel.pipeline().addLast(new MqttDecoder(MAX_PACKET_BYTES), MqttEncoder.INSTANCE, device);
  }
}
