package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Budgets;
import io.twinoperator.hub.HubLimits;

/** Makes connections that keep within the budget of their host. */
public final class HubConnections {

  private final HubConnector connector;
  private final Budgets budgets;

  /**
   * Connections by a connector.
   *
   * @param budgets shared by all connections, so that two IoTHubs of one host share one budget
   */
  public HubConnections(HubConnector connector, Budgets budgets) {
    this.connector = connector;
    this.budgets = budgets;
  }

  HubLink connect(HubAccess access) throws HubAccessException {
    HubLimits limits = limits(access.spec());
    var hub =
        new BudgetedHub(
            connector.connect(access), access.host(), budgets.of(access.host(), limits));
    return new HubLink.Connected(access.host(), hub, limits);
  }

  private static HubLimits limits(IoTHubSpec spec) {
    return HubLimits.of(HubTiers.of(spec), spec.unitsOrDefault(), spec.sharePercentOrDefault());
  }
}
