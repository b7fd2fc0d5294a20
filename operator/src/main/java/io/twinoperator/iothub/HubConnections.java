package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Budgets;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubLimits;
import java.util.Optional;
import java.util.function.Supplier;

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

  /**
   * A connection, and where it leads.
   *
   * @param bare outside the budget and any other gate
   */
  record Connection(Hub bare, HubLink link) {}

  /**
   * Connects on behalf of an IoTHub, which from now on has a say in the budget of its host.
   *
   * @param newer looks for a connection with other credentials, when the hub refuses these
   * @throws HubAccessException if no connection can be made from the access
   */
  Connection connect(HubKey key, HubAccess access, Supplier<Optional<Hub>> newer)
      throws HubAccessException {
    Hub bare = connector.connect(access);
    Hub renewed = new RenewedHub(bare, newer);
    BudgetPolicy own = policy(access.spec());
    Budget budget = budgets.declare(access.host(), key.toString(), own);
    var budgeted = new BudgetedHub(renewed, access.host(), budget);
    return new Connection(
        bare,
        new HubLink.Connected(
            access.host(),
            budgeted,
            own,
            DailyMessages.of(HubTiers.of(access.spec()), access.spec().unitsOrDefault()),
            access.spec().suspended() ? HubLink.Writes.FROZEN : HubLink.Writes.ALLOWED));
  }

  /** An IoTHub is no more, and has no say. */
  void forget(HubKey hub) {
    budgets.withdraw(hub.toString());
  }

  /** What an IoTHub wants of the budget of its host. */
  static BudgetPolicy policy(IoTHubSpec spec) {
    return switch (spec.budgetModeOrDefault()) {
      case Enforced -> BudgetPolicy.enforced(limits(spec));
      case Unlimited -> BudgetPolicy.unlimited(limits(spec));
    };
  }

  private static HubLimits limits(IoTHubSpec spec) {
    return HubLimits.of(HubTiers.of(spec), spec.unitsOrDefault(), spec.sharePercentOrDefault());
  }
}
