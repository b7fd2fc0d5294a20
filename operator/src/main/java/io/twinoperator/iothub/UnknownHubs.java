package io.twinoperator.iothub;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory watches on its own and may be a moment behind the controller: what it does not know
 * yet is not reported unless it stays unknown, as a Secret does that may not be read.
 */
final class UnknownHubs {

  /** How long the directory may be behind before that is reported. */
  static final Duration UNKNOWN_AT_MOST = Duration.ofSeconds(5);

  private final Map<HubKey, Instant> since = new ConcurrentHashMap<>();

  /** Whether what the directory says of a hub is to be believed. */
  boolean mayBeTold(HubKey key, HubLink link, Instant now) {
    boolean unknown =
        link.fold(
            connected -> false,
            gone ->
                gone.reason() == HubLink.Reason.HUB_NOT_FOUND
                    || gone.reason() == HubLink.Reason.SECRET_NOT_READ);
    if (!unknown) {
      since.remove(key);
      return true;
    }
    return !now.isBefore(since.computeIfAbsent(key, unused -> now).plus(UNKNOWN_AT_MOST));
  }

  /** Forgets an IoTHub that is no more. */
  void forget(HubKey key) {
    since.remove(key);
  }
}
