package io.twinoperator.emulator.http;

import static io.twinoperator.emulator.auth.Permission.DEVICE_CONNECT;
import static io.twinoperator.emulator.auth.Permission.REGISTRY_READ;
import static io.twinoperator.emulator.auth.Permission.REGISTRY_WRITE;
import static io.twinoperator.emulator.auth.Permission.SERVICE_CONNECT;
import static io.twinoperator.emulator.http.Throttles.CONFIGURATIONS;
import static io.twinoperator.emulator.http.Throttles.JOBS;
import static io.twinoperator.emulator.http.Throttles.METHODS;
import static io.twinoperator.emulator.http.Throttles.QUERIES;
import static io.twinoperator.emulator.http.Throttles.REGISTRY;
import static io.twinoperator.emulator.http.Throttles.TWIN_READS;
import static io.twinoperator.emulator.http.Throttles.TWIN_UPDATES;
import static io.twinoperator.emulator.http.Throttles.UNTHROTTLED;

import io.twinoperator.emulator.auth.Permission;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The service API as a table: method, path, what a caller's policy has to allow, in which throttle
 * it takes its turn, and who answers.
 */
// The lists are of(..), Optional has no setter, the handlers references to static methods: neither
// can change.
@SuppressWarnings("ImmutableEnumChecker")
enum Operation {
  GET_TWIN("GET", "/twins/{id}", SERVICE_CONNECT, TWIN_READS, now(TwinCalls::get)),
  PATCH_TWIN("PATCH", "/twins/{id}", SERVICE_CONNECT, TWIN_UPDATES, now(TwinCalls::patch)),
  REPLACE_TWIN("PUT", "/twins/{id}", SERVICE_CONNECT, TWIN_UPDATES, now(TwinCalls::replace)),
  GET_MODULE_TWIN(
      "GET", "/twins/{id}/modules/{mid}", SERVICE_CONNECT, TWIN_READS, now(TwinCalls::get)),
  PATCH_MODULE_TWIN(
      "PATCH", "/twins/{id}/modules/{mid}", SERVICE_CONNECT, TWIN_UPDATES, now(TwinCalls::patch)),
  REPLACE_MODULE_TWIN(
      "PUT", "/twins/{id}/modules/{mid}", SERVICE_CONNECT, TWIN_UPDATES, now(TwinCalls::replace)),
  INVOKE_METHOD("POST", "/twins/{id}/methods", SERVICE_CONNECT, METHODS, MethodCalls::invoke),
  INVOKE_MODULE_METHOD(
      "POST", "/twins/{id}/modules/{mid}/methods", SERVICE_CONNECT, METHODS, MethodCalls::invoke),
  QUERY("POST", "/devices/query", SERVICE_CONNECT, QUERIES, now(TwinCalls::query)),
  GET_JOB("GET", "/jobs/v2/{id}", SERVICE_CONNECT, JOBS, now(JobCalls::get)),
  CREATE_JOB("PUT", "/jobs/v2/{id}", SERVICE_CONNECT, JOBS, now(JobCalls::create)),
  CANCEL_JOB("POST", "/jobs/v2/{id}/cancel", SERVICE_CONNECT, JOBS, now(JobCalls::cancel)),
  QUERY_JOBS("GET", "/jobs/v2/query", SERVICE_CONNECT, JOBS, now(JobCalls::query)),
  LIST_DEVICES("GET", "/devices", REGISTRY_READ, REGISTRY, now(IdentityCalls::list)),
  GET_DEVICE("GET", "/devices/{id}", REGISTRY_READ, REGISTRY, now(IdentityCalls::get)),
  /** Creates without If-Match, updates with it. */
  PUT_DEVICE("PUT", "/devices/{id}", REGISTRY_WRITE, REGISTRY, now(IdentityCalls::put)),
  DELETE_DEVICE("DELETE", "/devices/{id}", REGISTRY_WRITE, REGISTRY, now(IdentityCalls::delete)),
  LIST_MODULES(
      "GET", "/devices/{id}/modules", REGISTRY_READ, REGISTRY, now(IdentityCalls::listModules)),
  GET_MODULE(
      "GET", "/devices/{id}/modules/{mid}", REGISTRY_READ, REGISTRY, now(IdentityCalls::get)),
  /** Creates without If-Match, updates with it. */
  PUT_MODULE(
      "PUT", "/devices/{id}/modules/{mid}", REGISTRY_WRITE, REGISTRY, now(IdentityCalls::put)),
  DELETE_MODULE(
      "DELETE",
      "/devices/{id}/modules/{mid}",
      REGISTRY_WRITE,
      REGISTRY,
      now(IdentityCalls::delete)),
  SEND_EVENT(
      "POST", "/devices/{id}/messages/events", DEVICE_CONNECT, UNTHROTTLED, now(DeviceCalls::send)),
  SEND_MODULE_EVENT(
      "POST",
      "/devices/{id}/modules/{mid}/messages/events",
      DEVICE_CONNECT,
      UNTHROTTLED,
      now(DeviceCalls::send)),
  RECEIVE_MESSAGE(
      "GET",
      "/devices/{id}/messages/deviceBound",
      DEVICE_CONNECT,
      UNTHROTTLED,
      now(DeviceCalls::receive)),
  /** Completes; with {@code reject} rejects. */
  SETTLE_MESSAGE(
      "DELETE",
      "/devices/{id}/messages/deviceBound/{lock}",
      DEVICE_CONNECT,
      UNTHROTTLED,
      now(DeviceCalls::settle)),
  ABANDON_MESSAGE(
      "POST",
      "/devices/{id}/messages/deviceBound/{lock}/abandon",
      DEVICE_CONNECT,
      UNTHROTTLED,
      now(DeviceCalls::abandon)),
  PURGE_MESSAGES(
      "DELETE", "/devices/{id}/commands", SERVICE_CONNECT, UNTHROTTLED, now(DeviceCalls::purge)),
  CHANGE_IDENTITIES("POST", "/devices", REGISTRY_WRITE, REGISTRY, now(IdentityCalls::bulk)),
  DEVICE_STATISTICS(
      "GET", "/statistics/devices", REGISTRY_READ, REGISTRY, now(IdentityCalls::statistics)),
  SERVICE_STATISTICS(
      "GET",
      "/statistics/service",
      SERVICE_CONNECT,
      REGISTRY,
      now(IdentityCalls::serviceStatistics)),
  LIST_CONFIGURATIONS(
      "GET", "/configurations", SERVICE_CONNECT, CONFIGURATIONS, now(ConfigurationCalls::list)),
  GET_CONFIGURATION(
      "GET", "/configurations/{id}", SERVICE_CONNECT, CONFIGURATIONS, now(ConfigurationCalls::get)),
  /** Creates without If-Match, updates with it. */
  PUT_CONFIGURATION(
      "PUT", "/configurations/{id}", SERVICE_CONNECT, CONFIGURATIONS, now(ConfigurationCalls::put)),
  DELETE_CONFIGURATION(
      "DELETE",
      "/configurations/{id}",
      SERVICE_CONNECT,
      CONFIGURATIONS,
      now(ConfigurationCalls::delete)),
  TEST_QUERIES(
      "POST",
      "/configurations/testQueries",
      SERVICE_CONNECT,
      CONFIGURATIONS,
      now(ConfigurationCalls::testQueries)),
  APPLY_CONFIGURATION_CONTENT(
      "POST",
      "/devices/{id}/applyConfigurationContent",
      SERVICE_CONNECT,
      CONFIGURATIONS,
      now(ConfigurationCalls::apply)),
  CREATE_REGISTRY_JOB(
      "POST", "/jobs/create", REGISTRY_WRITE, JOBS, refused(RegistryJobCalls::refusal)),
  LIST_REGISTRY_JOBS("GET", "/jobs", REGISTRY_WRITE, JOBS, now(RegistryJobCalls::list)),
  GET_REGISTRY_JOB("GET", "/jobs/{id}", REGISTRY_WRITE, JOBS, refused(RegistryJobCalls::unknown)),
  /** There is no job to cancel, so it is answered like a job that is not there. */
  CANCEL_REGISTRY_JOB(
      "DELETE", "/jobs/{id}", REGISTRY_WRITE, JOBS, refused(RegistryJobCalls::unknown)),
  GET_DIGITAL_TWIN(
      "GET", "/digitaltwins/{id}", SERVICE_CONNECT, TWIN_READS, now(DigitalTwinCalls::get)),
  UPDATE_DIGITAL_TWIN(
      "PATCH", "/digitaltwins/{id}", SERVICE_CONNECT, TWIN_UPDATES, now(DigitalTwinCalls::update)),
  INVOKE_COMMAND(
      "POST",
      "/digitaltwins/{id}/commands/{commandName}",
      SERVICE_CONNECT,
      METHODS,
      DigitalTwinCalls::invoke),
  INVOKE_COMPONENT_COMMAND(
      "POST",
      "/digitaltwins/{id}/components/{componentPath}/commands/{commandName}",
      SERVICE_CONNECT,
      METHODS,
      DigitalTwinCalls::invoke),
  RECEIVE_FEEDBACK(
      "GET",
      "/messages/serviceBound/feedback",
      SERVICE_CONNECT,
      UNTHROTTLED,
      now(FeedbackCalls::receive)),
  COMPLETE_FEEDBACK(
      "DELETE",
      "/messages/serviceBound/feedback/{lockToken}",
      SERVICE_CONNECT,
      UNTHROTTLED,
      refused(FeedbackCalls::lockLost)),
  ABANDON_FEEDBACK(
      "POST",
      "/messages/serviceBound/feedback/{lockToken}/abandon",
      SERVICE_CONNECT,
      UNTHROTTLED,
      refused(FeedbackCalls::lockLost)),
  /** Of the emulator, not of a hub. */
  SEND_MESSAGE(
      "POST",
      "/_emulator/devices/{id}/messages",
      SERVICE_CONNECT,
      UNTHROTTLED,
      now(MessageCalls::send)),
  /** Of the emulator, not of a hub. */
  LATEST_TELEMETRY(
      "GET",
      "/_emulator/devices/{id}/telemetry",
      SERVICE_CONNECT,
      UNTHROTTLED,
      now(MessageCalls::telemetry));

  /** Answers a call, at once or later; a refusal is a {@code HubError}, thrown or in the stage. */
  @FunctionalInterface
  interface Handler {
    CompletionStage<ServiceResponse> answer(Call call);
  }

  private final String method;
  private final List<String> template;
  private final Permission needs;
  private final Optional<ThrottledOperation> throttle;
  private final Handler handler;

  Operation(
      String method,
      String template,
      Permission needs,
      Optional<ThrottledOperation> throttle,
      Handler handler) {
    this.method = method;
    this.template = List.of(template.substring(1).split("/"));
    this.needs = needs;
    this.throttle = throttle;
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

  /** Where it takes its turn; empty for what the documents have no throttle for. */
  Optional<ThrottledOperation> throttle() {
    return throttle;
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
