package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hubs behind one socket, by host name.
 *
 * <p>A client that dials the real name says it in {@code Host}. One that dials {@code localhost},
 * or a name the emulator does not know, says which hub it means in its token's {@code sr}; {@code
 * localhost} there is the first hub.
 */
public final class HubDirectory {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  private final Map<String, EmulatedHub> hubs = new LinkedHashMap<>();
  private final EmulatedHub first;

  /**
   * @param hubs at least one, each with a host name of its own
   * @throws IllegalArgumentException if there is none, or two have one name
   */
  public HubDirectory(List<EmulatedHub> hubs) {
    if (hubs.isEmpty()) {
      throw new IllegalArgumentException("An emulator needs at least one hub");
    }
    for (EmulatedHub hub : hubs) {
      if (this.hubs.put(hub.hostName().toLowerCase(Locale.ROOT), hub) != null) {
        throw new IllegalArgumentException("Two hubs are called '" + hub.hostName() + "'");
      }
    }
    this.first = hubs.get(0);
  }

  /** Every hub, in order. */
  public List<EmulatedHub> all() {
    return List.copyOf(hubs.values());
  }

  /** The hub of that name, without regard to letter case; {@code localhost} is the first one. */
  public Optional<EmulatedHub> named(String hostName) {
    String host = SasToken.hostOf(hostName);
    return LOOPBACK.contains(host) ? Optional.of(first) : Optional.ofNullable(hubs.get(host));
  }

  /** The hub a request is for. */
  EmulatedHub chosenBy(Optional<String> hostHeader, Optional<SasToken> token) {
    return hostHeader
        .map(SasToken::hostOf)
        .flatMap(this::byOwnName)
        .or(() -> token.map(SasToken::host).flatMap(this::byOwnName))
        .orElse(first);
  }

  /** The names a token may give this hub. */
  public Set<String> namesOf(EmulatedHub hub) {
    Set<String> names = new TreeSet<>();
    names.add(hub.hostName().toLowerCase(Locale.ROOT));
    if (hub.equals(first)) {
      names.addAll(LOOPBACK);
    }
    return names;
  }

  private Optional<EmulatedHub> byOwnName(String host) {
    return LOOPBACK.contains(host) ? Optional.empty() : Optional.ofNullable(hubs.get(host));
  }
}
