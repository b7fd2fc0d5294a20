package io.twinoperator.emulator.twin;

/** What a patch's null does when its nested key is not in the document. */
public enum AbsentNull {
  /** Default: nothing, as in a JSON merge patch. */
  IGNORED,
  /** Its siblings are dropped, as once seen on a live hub (azure-iot-sdk-node issue 683). */
  DROPS_SIBLINGS
}
