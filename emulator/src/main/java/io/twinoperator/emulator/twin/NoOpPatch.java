package io.twinoperator.emulator.twin;

/** What a patch does that changes nothing. */
public enum NoOpPatch {
  /** Default: the stricter for a client, which should not send such a patch. */
  RAISES_VERSIONS,
  KEEPS_VERSIONS
}
