package io.twinoperator.benchmarks.load;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Asks a query for its first page again and again, with other constants each time. */
public final class RepeatedQuery implements Exchange {
  private final HubRequests requests;
  private final IntFunction<String> text;
  private final String expected;
  private int asked;

  /**
   * @param text the query, by how often it has been asked; without a double quote
   * @param expected what each answer holds
   */
  public RepeatedQuery(HubRequests requests, IntFunction<String> text, String expected) {
    this.requests = requests;
    this.text = text;
    this.expected = expected;
  }

  @Override
  public FullHttpRequest next() {
    String query = text.apply(asked);
    asked++;
    return requests.query(query);
  }

  /** Throws IllegalStateException if the answer is not what is expected. */
  @Override
  public void answered(FullHttpResponse response) {
    String answer = response.content().toString(StandardCharsets.UTF_8);
    if (!answer.contains(expected)) {
      throw new IllegalStateException("The query answered " + answer + " without " + expected);
    }
  }
}
