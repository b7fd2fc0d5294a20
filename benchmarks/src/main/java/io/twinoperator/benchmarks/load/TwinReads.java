package io.twinoperator.benchmarks.load;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.function.IntFunction;

/** Reads one twin after the other, all over the fleet and not in the order of their ids. */
public final class TwinReads implements Exchange {
  // Prime, so that every fleet whose size it does not divide is read whole.
  private static final int STRIDE = 7919;

  private final HubRequests requests;
  private final IntFunction<String> deviceIds;
  private final int devices;
  private int next;

  /**
   * @param deviceIds the id of a device by its number
   * @param devices how many there are
   * @param first the number of the first one that is read
   */
  public TwinReads(HubRequests requests, IntFunction<String> deviceIds, int devices, int first) {
    this.requests = requests;
    this.deviceIds = deviceIds;
    this.devices = devices;
    this.next = first;
  }

  @Override
  public FullHttpRequest next() {
    next = (next + STRIDE) % devices;
    return requests.twin(deviceIds.apply(next));
  }

  @Override
  public void answered(FullHttpResponse response) {}
}
