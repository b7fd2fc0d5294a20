package io.twinoperator.emulator.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends a connection with a TCP reset, as a broken network or a crashed server does. */
final class ConnectionReset {
  private ConnectionReset() {}

  /** Resets it, without TLS's farewell. */
  static void of(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      Channel channel = base.channel();
      channel.eventLoop().execute(() -> reset(channel));
    } else {
      connection.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // closed or gone already: both are what is wanted
  private static void reset(Channel channel) {
    // Without lingering the socket drops what it holds and sends RST instead of FIN.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // The handler next to the socket closes it; through the whole pipeline TLS would say goodbye.
    ChannelHandlerContext nearest = channel.pipeline().firstContext();
    if (nearest != null) {
      nearest.close();
    } else {
      channel.close();
    }
  }
}
