package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;

/** One subject of a hub's state that outlives the process. Called under the hub's lock. */
interface StateSection {

  /** Its key in the saved state. */
  String name();

  /** What is there now. Nodes may be shared with the hub: whoever gets them only reads them. */
  JsonNode save();

  /**
   * Takes up what was saved, on a hub where this section is empty and those before it have been
   * restored; throws {@link InvalidStateException}.
   */
  void restore(JsonNode saved);
}
