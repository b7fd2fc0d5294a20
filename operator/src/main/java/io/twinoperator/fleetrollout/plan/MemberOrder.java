package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The order in which devices are taken: by SHA-256 of salt, a zero byte and the id, which is stable
 * and mixes sites and models, or by the id itself. It does not depend on the order in which the hub
 * named them.
 */
final class MemberOrder {
  private final Order order;

  MemberOrder(Order order) {
    this.order = order;
  }

  /** These devices in order, not yet spread. */
  List<FoundDevice> sorted(List<FoundDevice> devices) {
    List<Keyed> keyed = new ArrayList<>(devices.size());
    for (FoundDevice device : devices) {
      keyed.add(new Keyed(key(device.deviceId()), device));
    }
    keyed.sort(Comparator.comparing(Keyed::key));
    return keyed.stream().map(Keyed::device).toList();
  }

  private record Keyed(String key, FoundDevice device) {}

  private String key(String deviceId) {
    return switch (order.by()) {
      case DeviceId -> deviceId;
      case Hash -> Sha256.hex((order.salt() + '\0' + deviceId).getBytes(StandardCharsets.UTF_8));
    };
  }

  /**
   * Deals devices that are in order round-robin over the values of their tags, each value as often
   * as it is due: among the first n there are always less than one more, and less than one fewer,
   * of a value than its share of n. Without tags to spread over they stay as they are.
   *
   * <p>The k-th of m devices of a value, of N in all, belongs after place (k-1)N/m and not after
   * place kN/m; of those whose time has come, the one whose time ends first is next. With such
   * windows there is always one to take, and none is late (Baruah and others, "Proportionate
   * progress", 1996).
   */
  List<FoundDevice> spread(List<FoundDevice> sorted) {
    if (order.spreadBy().isEmpty()) {
      return sorted;
    }
    Map<String, Share> shares = new LinkedHashMap<>();
    for (int rank = 0; rank < sorted.size(); rank++) {
      FoundDevice device = sorted.get(rank);
      shares
          .computeIfAbsent(device.spread(), value -> new Share(sorted.size()))
          .add(new Ranked(rank, device));
    }
    PriorityQueue<Share> early = new PriorityQueue<>(Comparator.comparingLong(Share::begins));
    PriorityQueue<Share> due =
        new PriorityQueue<>(Comparator.comparingLong(Share::ends).thenComparingInt(Share::rank));
    early.addAll(shares.values());
    List<FoundDevice> dealt = new ArrayList<>(sorted.size());
    while (dealt.size() < sorted.size()) {
      while (!early.isEmpty() && early.element().begins() <= dealt.size()) {
        due.add(early.remove());
      }
      Share next = due.remove();
      dealt.add(next.take());
      if (next.hasMore()) {
        early.add(next);
      }
    }
    return dealt;
  }

  private record Ranked(int rank, FoundDevice device) {}

  /** The devices of one value, and when the next of them is due. */
  private static final class Share {
    private final long all;
    private final Deque<Ranked> devices = new ArrayDeque<>();
    private int taken;

    Share(int all) {
      this.all = all;
    }

    void add(Ranked device) {
      devices.add(device);
    }

    /** How many places come before the first one that the next device may have. */
    long begins() {
      return taken * all / ofThisValue();
    }

    /** How many places there are up to the last one that it may have. */
    long ends() {
      return ((taken + 1) * all + ofThisValue() - 1) / ofThisValue();
    }

    int rank() {
      return devices.element().rank();
    }

    boolean hasMore() {
      return !devices.isEmpty();
    }

    FoundDevice take() {
      taken++;
      return devices.remove().device();
    }

    private long ofThisValue() {
      return (long) taken + devices.size();
    }
  }
}
