package io.twinoperator.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.auth.SharedAccessPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A device that listens for its desired properties over MQTT and says nothing. Used on the client's
 * one thread only.
 */
final class MqttDevice extends SimpleChannelInboundHandler<MqttMessage> {
  private static final String DESIRED = "$iothub/twin/PATCH/properties/desired/";
  private static final int KEEP_ALIVE_SECONDS = 1000;
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

  private final String deviceId;
  private final CompletableFuture<MqttDevice> subscribed = new CompletableFuture<>();
  private Runnable onDesired = () -> {};

  MqttDevice(String deviceId) {
    this.deviceId = deviceId;
  }

  /** Complete when the device hears of its desired properties. */
  CompletableFuture<MqttDevice> subscribed() {
    return subscribed;
  }

  /** Who is told of the next change of desired, once. */
  void expect(Runnable arrived) {
    onDesired = arrived;
  }

  /** Says CONNECT. */
  @SuppressWarnings("FutureReturnValueIgnored") // with this promise a fault goes to the pipeline
  void connect(Channel channel) {
    String token =
        SasToken.sign(
                "localhost",
                Optional.of(SharedAccessPolicy.DEVICE.policyName()),
                Instant.now().plus(TOKEN_LIFETIME),
                DevelopmentKey.bytes())
            .header();
    channel.writeAndFlush(
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_3_1_1)
            .clientId(deviceId)
            .username("localhost/" + deviceId + "/?api-version=2021-04-12")
            .password(token.getBytes(StandardCharsets.UTF_8))
            .keepAlive(KEEP_ALIVE_SECONDS)
            .cleanSession(true)
            .build(),
        channel.voidPromise());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
    if (message instanceof MqttConnAckMessage answer) {
      accepted(context, answer.variableHeader().connectReturnCode());
    } else if (message instanceof MqttSubAckMessage answer) {
      granted(answer.payload().grantedQoSLevels());
    } else if (message instanceof MqttPublishMessage publish
        && publish.variableHeader().topicName().startsWith(DESIRED)) {
      Runnable arrived = onDesired;
      onDesired = () -> {};
      arrived.run();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // with this promise a fault goes to the pipeline
  private void accepted(ChannelHandlerContext context, MqttConnectReturnCode code) {
    if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      fail(new IllegalStateException("Device " + deviceId + " was answered " + code));
      return;
    }
    context.writeAndFlush(
        MqttMessageBuilders.subscribe()
            .messageId(1)
            .addSubscription(MqttQoS.AT_MOST_ONCE, DESIRED + "#")
            .build(),
        context.voidPromise());
  }

  private void granted(List<Integer> levels) {
    if (levels.contains(MqttQoS.FAILURE.value())) {
      fail(new IllegalStateException("Device " + deviceId + " may not subscribe: " + levels));
    } else {
      subscribed.complete(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(new IllegalStateException("The hub closed the connection of device " + deviceId));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
    fail(fault);
  }

  private void fail(Throwable fault) {
    subscribed.completeExceptionally(fault);
  }
}
