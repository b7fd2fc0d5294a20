package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One page of rows.
 *
 * @param items at most {@link EmulatedHub#MAX_PAGE_SIZE}
 * @param continuation token of the next page, empty on the last one
 * @param itemType what {@code x-ms-item-type} says: Twin, DeviceJob, JobResponse or Raw
 */
public record QueryPage(List<JsonNode> items, Optional<String> continuation, String itemType) {

  /** Keeps its own copy of the items. */
  public QueryPage {
    items = List.copyOf(items);
  }
}
