package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NamedQuery;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.report.DeviceQueries;
import io.twinoperator.hub.QueryText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Queries whose rows are ids of devices worth a reading. */
final class HintQueries {
  /** Characters that the hub takes for a query. */
  static final int MAX_CHARS = 8192;

  private static final String SELECT = "SELECT deviceId FROM devices WHERE deviceId IN [";
  private static final String CONNECTED = "] AND connectionState = 'Connected'";

  private HintQueries() {}

  /**
   * Devices with the rollout's mark that do not report what is wanted; none where marks are not
   * written, or the language cannot compare a value.
   */
  static List<String> fallenBack(RolloutRequest request, Ledger ledger) {
    return DeviceQueries.of(request.spec(), request.key(), ledger.plan().revision()).stream()
        .filter(query -> query.name().equals(DeviceQueries.WRITTEN_NOT_SHOWN))
        .map(NamedQuery::query)
        .toList();
  }

  /** Those of these devices that are connected, in as few queries as the length allows. */
  static List<String> connected(Collection<String> deviceIds) {
    List<String> queries = new ArrayList<>();
    StringBuilder ids = new StringBuilder();
    for (String id : deviceIds) {
      String literal = QueryText.literal(id);
      if (SELECT.length() + ids.length() + 1 + literal.length() + CONNECTED.length() > MAX_CHARS) {
        queries.add(SELECT + ids + CONNECTED);
        ids.setLength(0);
      }
      ids.append(ids.isEmpty() ? "" : ",").append(literal);
    }
    if (!ids.isEmpty()) {
      queries.add(SELECT + ids + CONNECTED);
    }
    return queries;
  }
}
