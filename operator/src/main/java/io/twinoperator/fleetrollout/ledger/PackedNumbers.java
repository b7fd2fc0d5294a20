package io.twinoperator.fleetrollout.ledger;

import java.util.Base64;

/**
 * A column of numbers as text: as many bytes for each as the largest needs, the lowest bytes of all
 * numbers first, then the next ones, in base64. Numbers that are alike become runs that compression
 * shortens to nothing; those that are not take no more room than they must, which digits would.
 */
final class PackedNumbers {

  private PackedNumbers() {}

  /** Packs numbers; a negative one needs eight bytes. */
  static String pack(long[] numbers) {
    int width = width(numbers);
    byte[] planes = new byte[width * numbers.length];
    for (int plane = 0; plane < width; plane++) {
      for (int n = 0; n < numbers.length; n++) {
        planes[plane * numbers.length + n] = (byte) (numbers[n] >>> (Byte.SIZE * plane));
      }
    }
    return Base64.getEncoder().encodeToString(planes);
  }

  private static int width(long[] numbers) {
    long bits = 0;
    for (long number : numbers) {
      bits |= number;
    }
    int used = Long.SIZE - Long.numberOfLeadingZeros(bits);
    return (used + Byte.SIZE - 1) / Byte.SIZE;
  }

  /**
   * Unpacks so many numbers.
   *
   * @throws IllegalArgumentException if it holds another number of them
   */
  static long[] unpack(String packed, int count) {
    byte[] planes = Base64.getDecoder().decode(packed);
    int width = count == 0 ? 0 : planes.length / count;
    if (planes.length != width * count || width > Long.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes are no column of %d numbers".formatted(planes.length, count));
    }
    long[] numbers = new long[count];
    for (int plane = 0; plane < width; plane++) {
      for (int n = 0; n < count; n++) {
        numbers[n] |= (planes[plane * count + n] & 0xFFL) << (Byte.SIZE * plane);
      }
    }
    return numbers;
  }
}
