package io.twinoperator.hub.contract;

/**
 * Something that nobody outside Microsoft knows of the real hub, and how to find out.
 *
 * @param name of the switch that it decides, or of what it is about
 * @param text the question
 */
record OpenQuestion(String name, String text, Probe probe) {

  /** Asks a hub. */
  @FunctionalInterface
  interface Probe {
    Finding ask(RemoteHub hub) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
