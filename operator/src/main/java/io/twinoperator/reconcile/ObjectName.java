package io.twinoperator.reconcile;

/** Names one object of a kind that is known from elsewhere. */
public record ObjectName(String namespace, String name) {

  /** Namespace and name, such as {@code plant/sensor-schema}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
