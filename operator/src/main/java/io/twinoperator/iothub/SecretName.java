package io.twinoperator.iothub;

/** Names one Secret. */
record SecretName(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
