package io.twinoperator.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** A kept-alive connection to a server. Used on the client's one thread only. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
  private final Channel channel;
  private final Consumer<Throwable> onFault;
  private final Queue<Consumer<FullHttpResponse>> waiting = new ArrayDeque<>();

  /**
   * @param onFault told when the connection breaks, or anything but 200 is answered
   */
  HttpConnection(Channel channel, Consumer<Throwable> onFault) {
    this.channel = channel;
    this.onFault = onFault;
  }

  /** Sends a request; its answer goes to {@code onAnswer}. */
  @SuppressWarnings("FutureReturnValueIgnored") // with this promise a fault goes to the pipeline
  void send(FullHttpRequest request, Consumer<FullHttpResponse> onAnswer) {
    waiting.add(onAnswer);
    channel.writeAndFlush(request, channel.voidPromise());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    if (!response.status().equals(HttpResponseStatus.OK)) {
      onFault.accept(
          new IllegalStateException(
              "Answered "
                  + response.status()
                  + ": "
                  + response.content().toString(StandardCharsets.UTF_8)));
      return;
    }
    waiting.remove().accept(response);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    onFault.accept(new IllegalStateException("The server closed a connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
    onFault.accept(fault);
  }
}
