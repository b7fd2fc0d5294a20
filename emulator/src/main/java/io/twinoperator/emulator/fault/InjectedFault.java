package io.twinoperator.emulator.fault;

/** What an error that a rule made says, so that nobody looks for its cause in the hub. */
public final class InjectedFault {
  /** The text behind the error's name. */
  public static final String TEXT = "A fault injected on demand (/_emulator/faults)";

  private InjectedFault() {}
}
