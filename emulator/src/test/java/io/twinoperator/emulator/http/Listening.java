package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.DeviceListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A device that writes down what it is told. */
final class Listening implements DeviceListener {
  final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void onDesired(ObjectNode patchWithVersion) {
    heard.add(patchWithVersion.toString());
  }

  @Override
  public void dropped() {
    heard.add("dropped");
  }
}
