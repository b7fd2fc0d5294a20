package io.twinoperator.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Every connection of the load, on one thread: one of the two cores is enough for it. */
public final class TlsClient implements AutoCloseable {
  private static final String HOST = "localhost";
  private static final long HANDSHAKE_SECONDS = 60;

  private final NioEventLoopGroup threads =
      new NioEventLoopGroup(1, new DefaultThreadFactory("load", true));
  private final EventLoop thread = threads.next();

  /** The one thread. */
  EventLoop thread() {
    return thread;
  }

  /** A context that trusts one authority. */
  static SslContext trusting(String caPem) {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .trustManager(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII)))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("The server's CA cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a connection.
   *
   * @param handlers adds what comes behind TLS
   * @return complete when the handshake is done
   */
  @SuppressWarnings("FutureReturnValueIgnored") // both futures are listened to
  CompletableFuture<Channel> open(SslContext trust, int port, Consumer<Channel> handlers) {
    CompletableFuture<Channel> opened = new CompletableFuture<>();
    new Bootstrap()
        .group(threads)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                SslHandler tls = trust.newHandler(channel.alloc(), HOST, port);
                tls.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
                channel.pipeline().addLast(tls);
                handlers.accept(channel);
                tls.handshakeFuture()
                    .addListener(
                        done -> {
                          if (done.isSuccess()) {
                            opened.complete(channel);
                          } else {
                            opened.completeExceptionally(done.cause());
                          }
                        });
              }
            })
        .connect(HOST, port)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                opened.completeExceptionally(done.cause());
              }
            });
    return opened;
  }

  /** Closes every connection. */
  @Override
  public void close() {
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
