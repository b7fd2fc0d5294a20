package io.twinoperator.benchmarks.load;

import java.util.function.IntFunction;

/** Patches of one desired property, none like the one before. Used on the client's thread only. */
public final class PatchText {
  private final IntFunction<String> deviceIds;
  private int interval;

  /**
   * @param deviceIds the id of a device by its number
   */
  public PatchText(IntFunction<String> deviceIds) {
    this.deviceIds = deviceIds;
  }

  String deviceId(int number) {
    return deviceIds.apply(number);
  }

  String next() {
    interval++;
    return "{\"properties\":{\"desired\":{\"interval\":" + interval + ",\"enabled\":true}}}";
  }
}
