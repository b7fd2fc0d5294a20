package io.twinoperator.emulator.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bytes to packets and back, by Netty's MQTT codec. Kept apart from any socket, so that TLS and
 * WebSocket share it. Used on the connection's context only.
 */
final class MqttCodec {
  /** The largest message a device may send: body and properties (Azure documents, quotas). */
  static final int MAX_MESSAGE_BYTES = 256 * 1024;

  private static final int MAX_PACKET_BYTES = MAX_MESSAGE_BYTES + 16 * 1024;
  // Device id, slash and module id have at most 128 characters each; what is longer is refused by
  // the codec.
  private static final int MAX_CLIENT_ID = 257;

  private static final byte CONNECT = 0x10;

  private final PacketFrames frames = new PacketFrames(MAX_PACKET_BYTES);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new MqttDecoder(MAX_PACKET_BYTES, MAX_CLIENT_ID), MqttEncoder.INSTANCE);
  private boolean begun;

  /**
   * The packets that are complete with these bytes. One that is broken or too large comes as a
   * message whose {@code decoderResult} failed; nothing can be read behind it.
   */
  List<MqttMessage> decode(Buffer bytes) {
    List<MqttMessage> messages = new ArrayList<>();
    try {
      checkBeginning(bytes);
      frames.add(bytes.getBytes());
      for (Optional<ByteBuf> packet = frames.next(); packet.isPresent(); packet = frames.next()) {
        channel.writeInbound(packet.get());
        MqttMessage message = channel.readInbound();
        if (message != null) {
          messages.add(message instanceof MqttPublishMessage publish ? unpooled(publish) : message);
        }
      }
    } catch (DecoderException malformed) {
      messages.add(MqttMessageFactory.newInvalidMessage(malformed));
    }
    return messages;
  }

  /** A packet's bytes. */
  Buffer encode(MqttMessage message) {
    channel.writeOutbound(message);
    Buffer bytes = Buffer.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      bytes.appendBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return bytes;
  }

  /** Gives back what a half-read packet holds. */
  void close() {
    channel.finishAndReleaseAll();
  }

  // Whoever begins with anything but CONNECT need not be waited for.
  private void checkBeginning(Buffer bytes) {
    if (!begun && bytes.length() > 0) {
      begun = true;
      if (bytes.getByte(0) != CONNECT) {
        throw new DecoderException("the first packet is not CONNECT");
      }
    }
  }

  // The payload outlives this call on another thread and nobody there releases anything.
  private static MqttMessage unpooled(MqttPublishMessage publish) {
    byte[] payload = ByteBufUtil.getBytes(publish.payload());
    publish.release();
    return publish.replace(Unpooled.wrappedBuffer(payload));
  }
}
