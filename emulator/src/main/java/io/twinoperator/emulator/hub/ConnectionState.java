package io.twinoperator.emulator.hub;

/** Whether a device or module has a link. */
enum ConnectionState {
  CONNECTED("Connected"),
  DISCONNECTED("Disconnected");

  private final String json;

  ConnectionState(String json) {
    this.json = json;
  }

  String json() {
    return json;
  }
}
