package io.twinoperator.emulator.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.Optional;

/**
 * Cuts a stream into packets by their remaining length (MQTT 3.1.1, 2.2.3).
 *
 * <p>Netty's decoder could do so itself, but that of 4.1.133 calls a packet too long when it comes
 * in two parts and the first ends within the variable header.
 */
final class PacketFrames {
  private static final int MAX_LENGTH_BYTES = 4;
  private static final int SMALL = 4096;

  private final int maxPacketBytes;
  private ByteBuf pending = Unpooled.buffer(0);

  PacketFrames(int maxPacketBytes) {
    this.maxPacketBytes = maxPacketBytes;
  }

  /** Takes what came. */
  void add(byte[] bytes) {
    pending.writeBytes(bytes);
  }

  /**
   * The next packet that is there as a whole.
   *
   * @throws DecoderException if what comes next can be no packet, or one larger than allowed
   */
  Optional<ByteBuf> next() {
    int size = size();
    if (size < 0 || pending.readableBytes() < size) {
      pending.discardSomeReadBytes();
      return Optional.empty();
    }
    ByteBuf packet = Unpooled.buffer(size, size).writeBytes(pending, size);
    if (!pending.isReadable() && pending.capacity() > SMALL) {
      pending = Unpooled.buffer(0); // most connections are idle most of the time
    }
    return Optional.of(packet);
  }

  /** Bytes of the packet that begins here, or -1 when too little is known of it. */
  private int size() {
    int length = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
      if (pending.readableBytes() < i + 2) {
        return -1;
      }
      int digit = pending.getUnsignedByte(pending.readerIndex() + 1 + i);
      length |= (digit & 0x7f) << (7 * i);
      if (length > maxPacketBytes) {
        throw new TooLongFrameException(
            "a packet has " + length + " bytes or more, the limit is " + maxPacketBytes);
      }
      if (digit < 0x80) {
        return length + i + 2;
      }
    }
    throw new DecoderException("a packet's remaining length has more than 4 bytes");
  }
}
