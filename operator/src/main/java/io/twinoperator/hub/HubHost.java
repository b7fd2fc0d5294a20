package io.twinoperator.hub;

import java.util.Locale;

/** Host name of a hub in lower case: what budgets and claims are kept by. */
public record HubHost(String name) {
  /** Lowers the case. */
  public HubHost {
    name = name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name;
  }
}
