package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHub;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where IoTHubs are reached, and who among those that are reached at one place came first. */
final class HubEndpoints {
  private static final String SCHEME = "https://";
  private static final String PORT = ":443";

  private static final Comparator<IoTHub> OLDEST_FIRST =
      Comparator.comparing(HubEndpoints::createdAt).thenComparing(hub -> HubKey.of(hub).toString());

  private HubEndpoints() {}

  /** Host and port, in lower case. */
  static String of(IoTHub hub) {
    @Nullable String endpoint = hub.getSpec().endpoint();
    String authority =
        endpoint == null ? hub.getSpec().hostName() : endpoint.substring(SCHEME.length());
    String withPort = authority.contains(":") ? authority : authority + PORT;
    return withPort.toLowerCase(Locale.ROOT);
  }

  /** The other IoTHubs that are reached at the same place. */
  static List<IoTHub> neighbours(IoTHub hub, Stream<IoTHub> all) {
    return all.filter(other -> of(other).equals(of(hub)))
        .filter(other -> !HubKey.of(other).equals(HubKey.of(hub)))
        .toList();
  }

  /** Those of them that are older. */
  static List<IoTHub> elders(IoTHub hub, Stream<IoTHub> all) {
    return neighbours(hub, all).stream()
        .filter(other -> OLDEST_FIRST.compare(other, hub) < 0)
        .toList();
  }

  /** Times of the API server sort as text. */
  private static String createdAt(IoTHub hub) {
    String time = hub.getMetadata().getCreationTimestamp();
    return time == null ? "" : time;
  }
}
