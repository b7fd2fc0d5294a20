package io.twinoperator.iothub;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.Turn;
import java.util.List;
import java.util.Optional;

/**
 * Asks a hub what an IoTHub's status says of it: how many devices it has, and which configurations
 * of automatic device management.
 */
final class HubSurvey {

  private static final String COUNT = "SELECT COUNT() AS devices FROM devices";

  private final HubConfigurations configurations;

  /**
   * Surveys.
   *
   * @param configurations takes in what was read
   */
  HubSurvey(HubConfigurations configurations) {
    this.configurations = configurations;
  }

  /**
   * Asks now; what the credentials do not open is left out, and only a hub without answer fails.
   *
   * @param turn on whose behalf
   */
  IoTHubReport.Answer ask(HubLink.Connected link, Turn turn) {
    Hub hub = link.hub(turn);
    try {
      long count = count(hub);
      return new IoTHubReport.Answer(
          Optional.of(count), Optional.empty(), readConfigurations(link.host(), hub));
    } catch (HubException e) {
      return new IoTHubReport.Answer(
          Optional.empty(), Optional.of(HubFailure.of(e)), Optional.empty());
    }
  }

  /**
   * The registry's own count needs the right to read the registry. Credentials for twins alone, as
   * of the policy {@code service} or the role IoT Hub Twin Contributor, have the count by query.
   */
  private static long count(Hub hub) throws HubException {
    try {
      return hub.deviceCount();
    } catch (HubException.Unauthorized | HubException.Forbidden e) {
      return counted(hub, e);
    }
  }

  private static long counted(Hub hub, HubException refused) throws HubException {
    try {
      List<JsonNode> rows = hub.query(COUNT, 1, Optional.empty()).rows();
      return rows.isEmpty() ? 0 : rows.get(0).path("devices").asLong();
    } catch (HubException.Unauthorized | HubException.Forbidden e) {
      throw refused;
    }
  }

  /** What stands in the way of reading them, if anything does for longer than a moment. */
  private Optional<String> readConfigurations(HubHost host, Hub hub) {
    try {
      configurations.seen(host, hub.configurations());
      return Optional.empty();
    } catch (HubException e) {
      HubFailure failure = HubFailure.of(e);
      return failure.terminal() ? Optional.of(failure.message()) : Optional.empty();
    }
  }
}
