package io.twinoperator.emulator.twin;

/**
 * What an empty section ({@code "tags":{}}) of a patch is. The Azure SDK for Java sends one for
 * every section its caller did not touch.
 */
public enum EmptySection {
  /** Default: the section was not written. */
  IS_NO_WRITE,
  IS_A_WRITE
}
