package io.twinoperator.emulator.auth;

import java.util.Base64;

/**
 * The one key of every policy of every emulated hub: fixed and public, as Azurite's account key is.
 *
 * <p>It protects nothing. Clients sign with it because the protocol wants a signature.
 */
public final class DevelopmentKey {

  /** The key as it stands in a connection string (base64 of 32 bytes). */
  public static final String BASE64 = "dHdpbi1vcGVyYXRvci1lbXVsYXRvci1kZXYta2V5LTE=";

  private DevelopmentKey() {}

  /** The key's 32 bytes. */
  public static byte[] bytes() {
    return Base64.getDecoder().decode(BASE64);
  }

  /**
   * A connection string for a hub, in the form the Azure portal shows.
   *
   * @param hostName the hub's host name, without a port: the vendor's clients refuse one here
   */
  public static String connectionString(String hostName, SharedAccessPolicy policy) {
    return "HostName="
        + hostName
        + ";SharedAccessKeyName="
        + policy.policyName()
        + ";SharedAccessKey="
        + BASE64;
  }
}
