package io.twinoperator.hub.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;

/** Devices of an emulated hub that report and care for nothing else. */
final class EmulatedDevices {
  private EmulatedDevices() {}

  static void report(EmulatedHub hub, String deviceId, ObjectNode reported) {
    try (DeviceLink link = hub.connect(ClientId.device(deviceId), new Deaf())) {
      link.report(reported);
    }
  }

  private static final class Deaf implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void dropped() {}
  }
}
