package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a run has ended: what the operator says of each device, and what each device has. */
record Ending(World world, Optional<LedgerView> ledger, String phase) {

  /** By device: its state, and the values of the leaves of the change; none without a plan. */
  Map<String, String> devices() {
    return ledger.map(this::devices).orElseGet(TreeMap::new);
  }

  private Map<String, String> devices(LedgerView view) {
    Map<String, String> devices = new TreeMap<>();
    for (int member = 0; member < view.size(); member++) {
      String id = view.deviceId(member);
      List<JsonNode> values = new ArrayList<>();
      for (LeafPath path : world.change().paths()) {
        world.truth().of(id).ifPresent(device -> values.add(Change.value(device.twin, path)));
      }
      devices.put(id, view.state(member) + " " + values);
    }
    return devices;
  }
}
