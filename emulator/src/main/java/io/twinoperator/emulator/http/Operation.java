package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Permission;
import io.twinoperator.emulator.hub.HubError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The service API as a table: method, path, what a caller's policy has to allow, and who answers.
 */
// The lists are of(..), the handlers references to static methods: neither can change.
@SuppressWarnings("ImmutableEnumChecker")
enum Operation {
  GET_TWIN("GET", "/twins/{id}", Permission.SERVICE_CONNECT, now(TwinCalls::get)),
  PATCH_TWIN("PATCH", "/twins/{id}", Permission.SERVICE_CONNECT, now(TwinCalls::patch)),
  REPLACE_TWIN("PUT", "/twins/{id}", Permission.SERVICE_CONNECT, now(TwinCalls::replace)),
  GET_MODULE_TWIN(
      "GET", "/twins/{id}/modules/{mid}", Permission.SERVICE_CONNECT, now(TwinCalls::get)),
  PATCH_MODULE_TWIN(
      "PATCH", "/twins/{id}/modules/{mid}", Permission.SERVICE_CONNECT, now(TwinCalls::patch)),
  REPLACE_MODULE_TWIN(
      "PUT", "/twins/{id}/modules/{mid}", Permission.SERVICE_CONNECT, now(TwinCalls::replace)),
  INVOKE_METHOD("POST", "/twins/{id}/methods", Permission.SERVICE_CONNECT, MethodCalls::invoke),
  INVOKE_MODULE_METHOD(
      "POST", "/twins/{id}/modules/{mid}/methods", Permission.SERVICE_CONNECT, MethodCalls::invoke),
  QUERY("POST", "/devices/query", Permission.SERVICE_CONNECT, now(TwinCalls::query)),
  GET_JOB("GET", "/jobs/v2/{id}", Permission.SERVICE_CONNECT, now(JobCalls::get)),
  CREATE_JOB("PUT", "/jobs/v2/{id}", Permission.SERVICE_CONNECT, now(JobCalls::create)),
  CANCEL_JOB("POST", "/jobs/v2/{id}/cancel", Permission.SERVICE_CONNECT, now(JobCalls::cancel)),
  QUERY_JOBS("GET", "/jobs/v2/query", Permission.SERVICE_CONNECT, now(JobCalls::query)),
  LIST_DEVICES("GET", "/devices", Permission.REGISTRY_READ, now(IdentityCalls::list)),
  GET_DEVICE("GET", "/devices/{id}", Permission.REGISTRY_READ, now(IdentityCalls::get)),
  /** Creates without If-Match, updates with it. */
  PUT_DEVICE("PUT", "/devices/{id}", Permission.REGISTRY_WRITE, now(IdentityCalls::put)),
  DELETE_DEVICE("DELETE", "/devices/{id}", Permission.REGISTRY_WRITE, now(IdentityCalls::delete)),
  LIST_MODULES(
      "GET", "/devices/{id}/modules", Permission.REGISTRY_READ, now(IdentityCalls::listModules)),
  GET_MODULE(
      "GET", "/devices/{id}/modules/{mid}", Permission.REGISTRY_READ, now(IdentityCalls::get)),
  /** Creates without If-Match, updates with it. */
  PUT_MODULE(
      "PUT", "/devices/{id}/modules/{mid}", Permission.REGISTRY_WRITE, now(IdentityCalls::put)),
  DELETE_MODULE(
      "DELETE",
      "/devices/{id}/modules/{mid}",
      Permission.REGISTRY_WRITE,
      now(IdentityCalls::delete)),
  SEND_EVENT(
      "POST", "/devices/{id}/messages/events", Permission.DEVICE_CONNECT, now(DeviceCalls::send)),
  SEND_MODULE_EVENT(
      "POST",
      "/devices/{id}/modules/{mid}/messages/events",
      Permission.DEVICE_CONNECT,
      now(DeviceCalls::send)),
  RECEIVE_MESSAGE(
      "GET",
      "/devices/{id}/messages/deviceBound",
      Permission.DEVICE_CONNECT,
      now(DeviceCalls::receive)),
  /** Completes; with {@code reject} rejects. */
  SETTLE_MESSAGE(
      "DELETE",
      "/devices/{id}/messages/deviceBound/{lock}",
      Permission.DEVICE_CONNECT,
      now(DeviceCalls::settle)),
  ABANDON_MESSAGE(
      "POST",
      "/devices/{id}/messages/deviceBound/{lock}/abandon",
      Permission.DEVICE_CONNECT,
      now(DeviceCalls::abandon)),
  PURGE_MESSAGES(
      "DELETE", "/devices/{id}/commands", Permission.SERVICE_CONNECT, now(DeviceCalls::purge)),
  CHANGE_IDENTITIES("POST", "/devices", Permission.REGISTRY_WRITE, now(IdentityCalls::bulk)),
  DEVICE_STATISTICS(
      "GET", "/statistics/devices", Permission.REGISTRY_READ, now(IdentityCalls::statistics)),
  SERVICE_STATISTICS(
      "GET",
      "/statistics/service",
      Permission.SERVICE_CONNECT,
      now(IdentityCalls::serviceStatistics)),
  LIST_CONFIGURATIONS(
      "GET", "/configurations", Permission.SERVICE_CONNECT, now(ConfigurationCalls::list)),
  GET_CONFIGURATION(
      "GET", "/configurations/{id}", Permission.SERVICE_CONNECT, now(ConfigurationCalls::get)),
  /** Creates without If-Match, updates with it. */
  PUT_CONFIGURATION(
      "PUT", "/configurations/{id}", Permission.SERVICE_CONNECT, now(ConfigurationCalls::put)),
  DELETE_CONFIGURATION(
      "DELETE",
      "/configurations/{id}",
      Permission.SERVICE_CONNECT,
      now(ConfigurationCalls::delete)),
  TEST_QUERIES(
      "POST",
      "/configurations/testQueries",
      Permission.SERVICE_CONNECT,
      now(ConfigurationCalls::testQueries)),
  APPLY_CONFIGURATION_CONTENT(
      "POST",
      "/devices/{id}/applyConfigurationContent",
      Permission.SERVICE_CONNECT,
      now(ConfigurationCalls::apply)),
  CREATE_REGISTRY_JOB(
      "POST", "/jobs/create", Permission.REGISTRY_WRITE, refused(RegistryJobCalls::refusal)),
  LIST_REGISTRY_JOBS("GET", "/jobs", Permission.REGISTRY_WRITE, now(RegistryJobCalls::list)),
  GET_REGISTRY_JOB(
      "GET", "/jobs/{id}", Permission.REGISTRY_WRITE, refused(RegistryJobCalls::unknown)),
  /** There is no job to cancel, so it is answered like a job that is not there. */
  CANCEL_REGISTRY_JOB(
      "DELETE", "/jobs/{id}", Permission.REGISTRY_WRITE, refused(RegistryJobCalls::unknown)),
  GET_DIGITAL_TWIN(
      "GET", "/digitaltwins/{id}", Permission.SERVICE_CONNECT, now(DigitalTwinCalls::get)),
  UPDATE_DIGITAL_TWIN(
      "PATCH", "/digitaltwins/{id}", Permission.SERVICE_CONNECT, now(DigitalTwinCalls::update)),
  INVOKE_COMMAND(
      "POST",
      "/digitaltwins/{id}/commands/{commandName}",
      Permission.SERVICE_CONNECT,
      DigitalTwinCalls::invoke),
  INVOKE_COMPONENT_COMMAND(
      "POST",
      "/digitaltwins/{id}/components/{componentPath}/commands/{commandName}",
      Permission.SERVICE_CONNECT,
      DigitalTwinCalls::invoke),
  RECEIVE_FEEDBACK(
      "GET",
      "/messages/serviceBound/feedback",
      Permission.SERVICE_CONNECT,
      now(FeedbackCalls::receive)),
  COMPLETE_FEEDBACK(
      "DELETE",
      "/messages/serviceBound/feedback/{lockToken}",
      Permission.SERVICE_CONNECT,
      refused(FeedbackCalls::lockLost)),
  ABANDON_FEEDBACK(
      "POST",
      "/messages/serviceBound/feedback/{lockToken}/abandon",
      Permission.SERVICE_CONNECT,
      refused(FeedbackCalls::lockLost)),
  /** Of the emulator, not of a hub. */
  SEND_MESSAGE(
      "POST",
      "/_emulator/devices/{id}/messages",
      Permission.SERVICE_CONNECT,
      now(MessageCalls::send)),
  /** Of the emulator, not of a hub. */
  LATEST_TELEMETRY(
      "GET",
      "/_emulator/devices/{id}/telemetry",
      Permission.SERVICE_CONNECT,
      now(MessageCalls::telemetry));

  /** Answers a call, at once or later; a refusal is a {@code HubError}, thrown or in the stage. */
  @FunctionalInterface
  interface Handler {
    CompletionStage<ServiceResponse> answer(Call call);
  }

  private final String method;
  private final List<String> template;
  private final Permission needs;
  private final Handler handler;

  Operation(String method, String template, Permission needs, Handler handler) {
    this.method = method;
    this.template = List.of(template.substring(1).split("/"));
    this.needs = needs;
    this.handler = handler;
  }

  String method() {
    return method;
  }

  /** The path's segments; one in braces is a parameter. */
  List<String> template() {
    return template;
  }

  Permission needs() {
    return needs;
  }

  Handler handler() {
    return handler;
  }

  private static Handler refused(Function<Call, HubError> why) {
    return call -> CompletableFuture.failedFuture(why.apply(call));
  }

  private static Handler now(Function<Call, ServiceResponse> work) {
    return call -> CompletableFuture.completedFuture(work.apply(call));
  }
}
