package io.twinoperator.fleetrollout.ledger;

import java.util.ArrayList;
import java.util.List;

/** Cuts a row of things into parts that fit into a shard, by measuring them. */
final class Cut {

  /** What is left of a shard for what stands beside a part in the first one, in characters. */
  private static final int ROOM_BESIDE = 50_000;

  private static final int MAX_CHARS = LedgerCodec.MAX_CHARS - ROOM_BESIDE;

  private Cut() {}

  /** Makes the part from one index to before another. */
  interface Part<T> {
    T of(int from, int to);
  }

  /**
   * As few parts as fit, in order; at least one.
   *
   * @throws IllegalArgumentException if a single thing does not fit
   */
  static <T> List<T> fitting(int things, Part<T> part) {
    List<T> parts = new ArrayList<>();
    add(parts, 0, things, part);
    return parts;
  }

  private static <T> void add(List<T> parts, int from, int to, Part<T> part) {
    T whole = part.of(from, to);
    int chars = LedgerCodec.encode(whole).content().length();
    if (chars <= MAX_CHARS) {
      parts.add(whole);
      return;
    }
    if (to - from <= 1) {
      throw new IllegalArgumentException(
          "one entry of a ledger has "
              + chars
              + " characters after compression; a shard holds "
              + MAX_CHARS);
    }
    int pieces = Math.min(to - from, chars / MAX_CHARS + 1);
    for (int piece = 0; piece < pieces; piece++) {
      add(parts, at(from, to, piece, pieces), at(from, to, piece + 1, pieces), part);
    }
  }

  private static int at(int from, int to, int piece, int pieces) {
    return from + (int) ((long) (to - from) * piece / pieces);
  }

  /** What of a list lies in a run of a row in which it begins at an offset. */
  static <T> List<T> part(List<T> list, int offset, int from, int to) {
    return list.subList(within(list, from - offset), within(list, to - offset));
  }

  private static int within(List<?> list, int index) {
    return Math.max(0, Math.min(list.size(), index));
  }
}
