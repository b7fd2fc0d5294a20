package io.twinoperator.benchmarks.load;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;

/** What one connection asks again and again. Called on the client's one thread only. */
public interface Exchange {

  /** The next request. */
  FullHttpRequest next();

  /**
   * Takes the answer to it.
   *
   * @param response not kept: its buffer is released afterwards
   */
  void answered(FullHttpResponse response);
}
