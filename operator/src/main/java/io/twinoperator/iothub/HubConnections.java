package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Budgets;
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
   * Connects.
   *
   * @param newer looks for a connection with other credentials, when the hub refuses these
   */
  Connection connect(HubKey key, HubAccess access, Supplier<Optional<Hub>> newer)
      throws HubAccessException {
    Hub bare = connector.connect(access);
    Hub renewed = new RenewedHub(bare, newer);
    boolean isSuspended = access.spec().suspended();
    HubLimits limits = limits(access.spec());
    var hub =
        new BudgetedHub(
            isSuspended ? new FrozenHub(renewed, key) : renewed,
            access.host(),
            budgets.of(access.host(), limits));
    return new Connection(
        bare,
        new HubLink.Connected(
            access.host(),
            hub,
            limits,
            isSuspended ? HubLink.Writes.FROZEN : HubLink.Writes.ALLOWED));
  }

  private static HubLimits limits(IoTHubSpec spec) {
    HubLimits.Tier tier =
        switch (spec.tierOrDefault()) {
          case Free -> HubLimits.Tier.FREE;
          case S1 -> HubLimits.Tier.S1;
          case S2 -> HubLimits.Tier.S2;
          case S3 -> HubLimits.Tier.S3;
        };
    return HubLimits.of(tier, spec.unitsOrDefault(), spec.sharePercentOrDefault());
  }
}
