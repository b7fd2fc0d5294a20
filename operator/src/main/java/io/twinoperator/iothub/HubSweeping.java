package io.twinoperator.iothub;

import io.twinoperator.hub.HubHost;
import java.util.function.Consumer;

/** How hubs are swept, for those who report it. */
public interface HubSweeping {

  /** How a host is swept. */
  SweepStanding standing(HubHost host);

  /** Asks to be told of every host whose standing has changed. Listeners must return quickly. */
  void onStanding(Consumer<HubHost> listener);
}
