package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Import and export of identities. They read and write a container of blobs, and there is none that
 * the emulator could reach: a request is answered as a hub answers a container it cannot reach, and
 * so no such job ever exists.
 */
public final class RegistryJobs {

  RegistryJobs() {}

  /** Why a hub that cannot reach the container refuses the request, or what it lacks. */
  public HubError refusal(ObjectNode body) {
    String type = body.path("type").asText("").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "export" ->
          missing(body, "outputBlobContainerUri")
              .orElseGet(() -> unreachable("Unauthorized to write to output blob container."));
      case "import" ->
          missing(body, "inputBlobContainerUri")
              .or(() -> missing(body, "outputBlobContainerUri"))
              .orElseGet(() -> unreachable("Failed to read devices blob from input container."));
      default ->
          new HubError(ErrorCode.ARGUMENT_INVALID, "type is '" + type + "': use export or import");
    };
  }

  /** Every import and export that was accepted: none. */
  public List<ObjectNode> list() {
    return List.of();
  }

  /** What asking for any job by its id is answered. */
  public HubError unknown(String jobId) {
    return new HubError(ErrorCode.JOB_NOT_FOUND, "Job '" + jobId + "' does not exist");
  }

  private static Optional<HubError> missing(ObjectNode body, String member) {
    JsonNode uri = body.path(member);
    return uri.isTextual() && !uri.textValue().isBlank()
        ? Optional.empty()
        : Optional.of(
            new HubError(ErrorCode.ARGUMENT_NULL, "BadRequest: '" + member + "' is missing"));
  }

  private static HubError unreachable(String message) {
    return new HubError(ErrorCode.BLOB_CONTAINER_VALIDATION, message);
  }
}
