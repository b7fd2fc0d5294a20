package io.twinoperator.emulator.configuration;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The queries that a hub counts for each configuration by itself, in its words. */
final class SystemMetrics {
  static final String TARGETED = "targetedCount";
  static final String APPLIED = "appliedCount";

  private SystemMetrics() {}

  /** The queries by name. */
  static Map<String, String> queries(String id, Target.Kind kind, String condition) {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put(TARGETED, targeted(kind, condition.strip()));
    String applied = "configurations.[[" + id + "]].status = 'Applied'";
    switch (kind) {
      case DEVICES -> queries.put(APPLIED, "select deviceId from devices where " + applied);
      case MODULES ->
          queries.put(APPLIED, "select deviceId, moduleId from devices.modules where " + applied);
      case EDGE_DEVICES -> {
        String agents =
            "select deviceId from devices.modules where moduleId = '$edgeAgent' and " + applied;
        String reported =
            agents
                + " and properties.desired.$version = properties.reported.lastDesiredVersion"
                + " and properties.reported.lastDesiredStatus.code ";
        queries.put(APPLIED, agents);
        queries.put("reportedSuccessfulCount", reported + "= 200");
        queries.put("reportedFailedCount", reported + "!= 200");
      }
    }
    return queries;
  }

  private static String targeted(Target.Kind kind, String condition) {
    if (condition.isEmpty()) {
      return "";
    }
    boolean all = condition.equals("*");
    return switch (kind) {
      case DEVICES -> "select deviceId from devices" + (all ? "" : " where " + condition);
      case MODULES ->
          "select deviceId, moduleId from devices.modules"
              + condition.substring(
                  condition.toLowerCase(Locale.ROOT).indexOf("devices.modules")
                      + "devices.modules".length());
      case EDGE_DEVICES ->
          "select deviceId from devices where capabilities.iotEdge = true"
              + (all ? "" : " and (" + condition + ")");
    };
  }
}
