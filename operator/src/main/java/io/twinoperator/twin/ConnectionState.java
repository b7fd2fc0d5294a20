package io.twinoperator.twin;

/**
 * Whether the hub sees the device. It may lag by minutes, and a device on plain HTTPS is never
 * connected.
 */
public enum ConnectionState {
  /** The device holds a connection. */
  CONNECTED,
  /** The device holds none. */
  DISCONNECTED
}
