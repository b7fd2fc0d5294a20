package io.twinoperator.hub.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Open questions about automatic device management. */
final class ConfigurationQuestions {
  private ConfigurationQuestions() {}

  static List<OpenQuestion> all() {
    return List.of(
        new OpenQuestion(
            "StatusCase",
            "How does a twin spell the status of a configuration?",
            ConfigurationQuestions::statusCase));
  }

  private static Finding statusCase(RemoteHub hub) throws Exception {
    String id = hub.createDevice("question-");
    String configuration = "question-" + UUID.randomUUID();
    String path = "/configurations/" + configuration;
    hub.rest()
        .send(
            "PUT",
            path,
            """
            {"id":"%s","schemaVersion":"1.0","priority":1,"targetCondition":"deviceId='%s'",
             "content":{"deviceContent":{"properties.desired.q":1}}}
            """
                .formatted(configuration, id));
    try {
      hub.until(() -> status(hub, id, configuration).isTextual());
      String status = status(hub, id, configuration).textValue();
      return new Finding(
          "the status is " + status,
          status.equals(status.toLowerCase(Locale.ROOT))
              ? "StatusCase=LOWER_CASE"
              : "StatusCase=CAPITALISED");
    } finally {
      hub.rest().send("DELETE", path, "", "If-Match", "*");
    }
  }

  private static JsonNode status(RemoteHub hub, String id, String configuration) throws Exception {
    return hub.rest()
        .send("GET", "/twins/" + RestHub.encoded(id), "")
        .json()
        .path("configurations")
        .path(configuration)
        .path("status");
  }
}
