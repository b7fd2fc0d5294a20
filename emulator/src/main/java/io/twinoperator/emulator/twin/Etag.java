package io.twinoperator.emulator.twin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The two ways in which a hub turns a counter into an etag. */
public final class Etag {
  private Etag() {}

  /** A twin's: base64 of eight big-endian bytes, {@code AAAAAAAAAAE=} for 1. */
  public static String ofTwin(long counter) {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
  }

  /** A device identity's: base64 of the decimal digits, {@code MQ==} for 1. */
  public static String ofIdentity(long counter) {
    return Base64.getEncoder()
        .encodeToString(Long.toString(counter).getBytes(StandardCharsets.US_ASCII));
  }
}
