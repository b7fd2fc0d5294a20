package io.twinoperator.hub.azure;

import io.twinoperator.hub.HubException;

/** What proves to a hub who we are, in the header {@code Authorization} of each request. */
interface Authorization {

  /**
   * The header's value at this moment; a secret.
   *
   * @throws HubException if there is none to be had now
   */
  String header() throws HubException;

  /** What may be wrong with it when the hub does not take it, in half a sentence. */
  String doubt();
}
