package io.twinoperator.fleetrollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A query read page by page. It may take more pages than the budget gives at once, so one that was
 * throttled goes on where it stopped.
 */
final class PagedQuery {
  private final String sql;
  private final List<JsonNode> rows = new ArrayList<>();
  private Optional<String> continuation = Optional.empty();
  private boolean complete;

  PagedQuery(String sql) {
    this.sql = sql;
  }

  /**
   * Reads on to the last page.
   *
   * @return all rows
   * @throws HubException if the hub refused or could not; call again later to go on
   */
  List<JsonNode> complete(Hub hub) throws HubException {
    while (!complete) {
      Hub.QueryPage page = hub.query(sql, Hub.QueryPage.MAX_ROWS, continuation);
      rows.addAll(page.rows());
      continuation = page.continuation();
      complete = continuation.isEmpty();
    }
    return List.copyOf(rows);
  }
}
