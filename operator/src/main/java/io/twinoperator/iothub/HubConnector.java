package io.twinoperator.iothub;

import io.twinoperator.hub.Hub;

/** Makes connections to hubs, without calling them. */
public interface HubConnector {

  /**
   * A connection, not yet within any budget.
   *
   * @throws HubAccessException if the access holds something that no connection can be made from,
   *     or credentials of another host
   */
  Hub connect(HubAccess access) throws HubAccessException;
}
