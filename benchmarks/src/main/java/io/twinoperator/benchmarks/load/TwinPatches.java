package io.twinoperator.benchmarks.load;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Patches some devices in turn, each on the condition that its etag is the one of the last answer.
 * Nobody else may patch them. The first answer of each is read, for the etag.
 */
public final class TwinPatches implements Exchange {
  private static final String ETAG = "\"etag\":\"";

  private final HubRequests requests;
  private final String[] etags;
  private final PatchText text;
  private int current;

  /**
   * @param deviceIds at least one
   */
  public TwinPatches(HubRequests requests, List<String> deviceIds) {
    this.requests = requests;
    this.text = new PatchText(List.copyOf(deviceIds)::get);
    this.etags = new String[deviceIds.size()];
    Arrays.fill(etags, "");
  }

  @Override
  public FullHttpRequest next() {
    current = (current + 1) % etags.length;
    String deviceId = text.deviceId(current);
    if (etags[current].isEmpty()) {
      return requests.twin(deviceId);
    }
    return requests.patch(deviceId, '"' + etags[current] + '"', text.next());
  }

  @Override
  public void answered(FullHttpResponse response) {
    etags[current] = etagOf(response.content().toString(StandardCharsets.UTF_8));
  }

  /**
   * The etag in a twin's JSON, without quotes.
   *
   * @throws IllegalStateException if there is none
   */
  static String etagOf(String twin) {
    int start = twin.indexOf(ETAG);
    if (start < 0) {
      throw new IllegalStateException("A twin without an etag: " + twin);
    }
    int end = twin.indexOf('"', start + ETAG.length());
    return twin.substring(start + ETAG.length(), end);
  }
}
