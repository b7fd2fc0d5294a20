package io.twinoperator.emulator.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Opens connections to a port on this machine, says nothing on any of them, and waits, at most a
 * minute, until each was closed from the other side. A program of its own: its sockets are not
 * those of the test.
 */
final class SilentClients {
  private static final long PATIENCE_MILLIS = 60_000;

  private SilentClients() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    int wanted = Integer.parseInt(args[1]);
    int closed = 0;
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < wanted; i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      }
      long end = System.currentTimeMillis() + PATIENCE_MILLIS;
      while (closed < wanted && System.currentTimeMillis() < end) {
        selector.select(1000);
        for (SelectionKey key : selector.selectedKeys()) {
          closed += isClosed((SocketChannel) key.channel()) ? 1 : 0;
        }
        selector.selectedKeys().clear();
      }
    }
    System.out.println(wanted + " connected, " + closed + " sent away");
  }

  private static boolean isClosed(SocketChannel channel) throws IOException {
    try {
      if (channel.read(ByteBuffer.allocate(1024)) >= 0) {
        return false;
      }
    } catch (IOException reset) {
      // Closed as well.
    }
    channel.close();
    return true;
  }
}
