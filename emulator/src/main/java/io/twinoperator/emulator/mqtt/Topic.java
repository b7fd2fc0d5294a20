package io.twinoperator.emulator.mqtt;

import io.twinoperator.emulator.hub.ClientId;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic that a device publishes to (Azure documents, "Communicate with an IoT hub using the MQTT
 * protocol").
 */
sealed interface Topic {

  /** What is done with each kind of topic. */
  interface Cases<T> {
    T telemetry(Telemetry topic);

    T twinGet(TwinGet topic);

    T reportedPatch(ReportedPatch topic);

    T methodAnswer(MethodAnswer topic);

    T unknown(Unknown topic);
  }

  /** Hands the topic to the case for its kind. */
  <T> T fold(Cases<T> cases);

  /**
   * {@code devices/{id}/messages/events/{properties}}.
   *
   * @param properties what stands behind {@code events/}
   */
  record Telemetry(PropertyBag properties) implements Topic {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.telemetry(this);
    }
  }

  /**
   * {@code $iothub/twin/GET/?$rid={rid}}.
   *
   * @param requestId the device's own, as sent
   */
  record TwinGet(String requestId) implements Topic {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.twinGet(this);
    }
  }

  /**
   * {@code $iothub/twin/PATCH/properties/reported/?$rid={rid}[&$version={base}]}.
   *
   * @param requestId the device's own, as sent
   * @param ifVersion the version of reported that the patch is for
   */
  record ReportedPatch(String requestId, OptionalLong ifVersion) implements Topic {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.reportedPatch(this);
    }
  }

  /**
   * {@code $iothub/methods/res/{status}/?$rid={rid}}.
   *
   * @param status the device's own
   * @param requestId the hub's
   */
  record MethodAnswer(int status, String requestId) implements Topic {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.methodAnswer(this);
    }
  }

  /**
   * Any other, among them another device's.
   *
   * @param reason for a log
   */
  record Unknown(String reason) implements Topic {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unknown(this);
    }
  }

  /** Reads a topic that this client published to. */
  static Topic of(ClientId client, String text) {
    return text.startsWith("$iothub/") ? Parser.ofHub(text) : Parser.ofEvents(client, text);
  }

  /** The texts of the topics. */
  final class Parser {
    private static final Pattern TWIN_GET = Pattern.compile("\\$iothub/twin/GET/\\?(.+)");
    private static final Pattern REPORTED =
        Pattern.compile("\\$iothub/twin/PATCH/properties/reported/\\?(.+)");
    private static final Pattern ANSWER =
        Pattern.compile("\\$iothub/methods/res/(-?\\d{1,9})/\\?(.+)");
    private static final Pattern EVENTS = Pattern.compile("(.+)/messages/events(?:/(.*))?");

    private Parser() {}

    private static Topic ofHub(String text) {
      Matcher get = TWIN_GET.matcher(text);
      if (get.matches()) {
        return PropertyBag.ofQuery(get.group(1))
            .first("$rid")
            .<Topic>map(TwinGet::new)
            .orElseGet(() -> noRequestId(text));
      }
      Matcher reported = REPORTED.matcher(text);
      if (reported.matches()) {
        return reported(text, PropertyBag.ofQuery(reported.group(1)));
      }
      Matcher answer = ANSWER.matcher(text);
      if (answer.matches()) {
        int status = Integer.parseInt(answer.group(1));
        return PropertyBag.ofQuery(answer.group(2))
            .first("$rid")
            .<Topic>map(requestId -> new MethodAnswer(status, requestId))
            .orElseGet(() -> noRequestId(text));
      }
      return new Unknown("'" + text + "' is no topic that devices publish to");
    }

    private static Topic reported(String text, PropertyBag query) {
      if (query.first("$rid").isEmpty()) {
        return noRequestId(text);
      }
      String requestId = query.first("$rid").get();
      if (query.first("$version").isEmpty()) {
        return new ReportedPatch(requestId, OptionalLong.empty());
      }
      try {
        return new ReportedPatch(
            requestId, OptionalLong.of(Long.parseLong(query.first("$version").get())));
      } catch (NumberFormatException notNumber) {
        return new Unknown("$version in '" + text + "' is not a number");
      }
    }

    private static Topic ofEvents(ClientId client, String text) {
      Matcher events = EVENTS.matcher(text);
      if (!events.matches()) {
        return new Unknown("'" + text + "' is no topic that devices publish to");
      }
      if (!DeviceFilter.isBase(client, events.group(1))) {
        return new Unknown("'" + text + "' is not a topic of " + client);
      }
      String properties = events.group(2) == null ? "" : events.group(2);
      return new Telemetry(PropertyBag.ofTopic(properties));
    }

    private static Topic noRequestId(String text) {
      return new Unknown("'" + text + "' has no $rid");
    }
  }
}
