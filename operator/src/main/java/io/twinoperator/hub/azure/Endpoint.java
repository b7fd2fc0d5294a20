package io.twinoperator.hub.azure;

import java.net.URI;
import java.util.Locale;

/**
 * Host and port at which a hub is reached: the hub's own name at 443, or another place for a hub
 * that is not Azure's.
 *
 * @param host in lower case
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {

  private static final int HTTPS_PORT = 443;

  /** Lowers the case of the host and refuses a port that there is not. */
  public Endpoint {
    host = host.toLowerCase(Locale.ROOT);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not one of 1 to 65535");
    }
  }

  /** Port 443 of a host. */
  public static Endpoint of(String host) {
    return new Endpoint(host, HTTPS_PORT);
  }

  /**
   * Reads a URL such as {@code https://localhost:8443}.
   *
   * @throws IllegalArgumentException if it is not an https URL of a host and perhaps a port, alone
   */
  public static Endpoint parse(String url) {
    URI uri = URI.create(url);
    String path = uri.getRawPath();
    boolean bare = (path == null || path.isEmpty() || path.equals("/")) && uri.getQuery() == null;
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || !bare) {
      throw new IllegalArgumentException(
          "endpoint '%s' must be https:// with a host and perhaps a port, such as https://localhost:8443"
              .formatted(url));
    }
    return new Endpoint(uri.getHost(), uri.getPort() == -1 ? HTTPS_PORT : uri.getPort());
  }

  /** Host and port with a colon between them. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
