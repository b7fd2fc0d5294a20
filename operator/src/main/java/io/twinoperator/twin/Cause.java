package io.twinoperator.twin;

/** Why a leaf is to be set. */
public enum Cause {
  /** We have never written it. */
  FIRST_SIGHT,
  /** The spec asks for another value, or another shape, than we last applied. */
  SPEC_CHANGED,
  /** The spec asks for what we last applied, and somebody has changed the twin since. */
  DRIFT
}
