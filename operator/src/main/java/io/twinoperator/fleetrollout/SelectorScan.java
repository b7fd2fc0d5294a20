package io.twinoperator.fleetrollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.decide.RolloutPlanner.Candidate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.QueryText;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.util.List;

/** Finds the devices that a selector selects, and what the hub's query store knows of them. */
final class SelectorScan {
  private final List<LeafPath> paths;
  private final RolloutSpec spec;
  private final PagedQuery query;

  SelectorScan(RolloutSpec spec) {
    this.spec = spec;
    this.paths = spec.paths().toList();
    this.query = new PagedQuery(sql());
  }

  /** Selects each leaf under a short name, and keeps the selector apart from what is around it. */
  private String sql() {
    StringBuilder select = new StringBuilder("SELECT deviceId, connectionState");
    for (int n = 0; n < paths.size(); n++) {
      select.append(", ").append(QueryText.property(paths.get(n))).append(" AS leaf").append(n);
    }
    return select.append(" FROM devices WHERE (").append(spec.query()).append(")").toString();
  }

  /**
   * Reads on to the last page.
   *
   * @return every device that the selector selects
   * @throws HubException if the hub refused or could not; call again later to go on
   */
  List<Candidate> complete(Hub hub, HubHost host, ClaimSource claims) throws HubException {
    return query.complete(hub).stream().map(row -> candidate(row, host, claims)).toList();
  }

  private Candidate candidate(JsonNode row, HubHost host, ClaimSource claims) {
    String deviceId = row.path("deviceId").asText();
    DeviceClaims owners = claims.claimsOn(host, deviceId).orElse(DeviceClaims.NONE);
    return new Candidate(
        deviceId,
        "Connected".equalsIgnoreCase(row.path("connectionState").asText()),
        paths.stream().anyMatch(path -> owners.ownerOf(path).isPresent()),
        hasEveryLeaf(row));
  }

  private boolean hasEveryLeaf(JsonNode row) {
    for (int n = 0; n < paths.size(); n++) {
      JsonNode value = row.path("leaf" + n);
      JsonNode wanted = spec.set().get(paths.get(n));
      boolean equal = wanted == null ? value.isMissingNode() : JsonValues.equal(value, wanted);
      if (!equal) {
        return false;
      }
    }
    return true;
  }
}
