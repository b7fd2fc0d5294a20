package io.twinoperator.fleetrollout.decide;

import java.util.Optional;

/**
 * What came of the patch of one device.
 *
 * @param words of the hub, where it refused
 */
public record PatchResult(Kind kind, Optional<String> words) {

  /** What can come of a patch. */
  public enum Kind {
    /** The hub took it. */
    WRITTEN,
    /** The twin had changed since it was read: nothing was written. */
    CHANGED,
    /** There was no room for it in the budget: it was never sent. */
    NOT_SENT,
    /** The hub refused it for what it is. */
    REFUSED,
    /** The device is no more. */
    GONE,
    /** It is not known whether the hub took it; the twin will tell. */
    UNKNOWN
  }

  /** A result without words. */
  public static PatchResult of(Kind kind) {
    return new PatchResult(kind, Optional.empty());
  }
}
