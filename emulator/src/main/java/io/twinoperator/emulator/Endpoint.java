package io.twinoperator.emulator;

import java.net.URI;

/**
 * Where an emulator listens.
 *
 * @param host always {@code localhost}
 * @param port the HTTPS port
 */
public record Endpoint(String host, int port) {

  /** {@code localhost:8443}: what the vendor's clients take as a host name beside a credential. */
  public String authority() {
    return host + ":" + port;
  }

  /** {@code https://localhost:8443}. */
  public URI uri() {
    return URI.create("https://" + authority());
  }
}
