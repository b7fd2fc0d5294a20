package io.twinoperator.iothub.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.QueryText;
import io.twinoperator.iothub.Sighting;
import io.twinoperator.twin.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The query that tells which devices have moved, and its rows. Etag and {@code version} cover tags
 * and desired alone, so the version of what is reported is asked for too. Names are written out
 * where a hub might answer with others.
 */
final class VersionQuery {

  /** The query over all devices. */
  static final String ALL =
      "SELECT deviceId AS deviceId, etag AS etag, connectionState AS connectionState,"
          + " properties.reported.$version AS reportedVersion FROM devices";

  /** Characters that IoT Hub takes as the text of a query. */
  static final int LONGEST = 8192;

  private static final String LISTED = ALL + " WHERE deviceId IN ";
  private static final int BRACKETS = 2;
  private static final int COMMA = 1;

  private VersionQuery() {}

  /**
   * How many ids of a length fit into one query whose answer is one page.
   *
   * @param idLength characters of an id as a literal
   */
  static long mostListed(int idLength) {
    int room = LONGEST - LISTED.length() - BRACKETS + COMMA;
    return Math.max(1, Math.min(Hub.QueryPage.MAX_ROWS, room / (idLength + COMMA)));
  }

  /** Characters of an id as it stands in a query. */
  static int lengthOf(String deviceId) {
    return QueryText.literal(deviceId).length();
  }

  /** The query over some devices. */
  static String of(List<String> deviceIds) {
    return LISTED + QueryText.list(deviceIds);
  }

  /** Parts of a list of ids, each of which fits into one query whose answer is one page. */
  static List<List<String>> chunks(Iterable<String> deviceIds) {
    List<List<String>> chunks = new ArrayList<>();
    List<String> chunk = new ArrayList<>();
    int length = LISTED.length() + BRACKETS;
    for (String deviceId : deviceIds) {
      int more = lengthOf(deviceId) + COMMA;
      if (chunk.size() == Hub.QueryPage.MAX_ROWS || length + more > LONGEST) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        length = LISTED.length() + BRACKETS;
      }
      chunk.add(deviceId);
      length += more;
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  /** A device and what a row shows of it. */
  static Map.Entry<String, Sighting> row(JsonNode row) {
    boolean connected = row.path("connectionState").asText().equalsIgnoreCase("connected");
    return Map.entry(
        row.path("deviceId").asText(),
        new Sighting.Present(
            row.path("etag").asText(),
            row.path("reportedVersion").asLong(),
            connected ? ConnectionState.CONNECTED : ConnectionState.DISCONNECTED));
  }
}
