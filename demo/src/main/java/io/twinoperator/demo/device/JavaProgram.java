package io.twinoperator.demo.device;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.TransportUtils;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.twinoperator.twin.MergePatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sensor on the vendor's Java SDK. All its work is done by one thread; the SDK's threads only
 * hand over.
 */
final class JavaProgram implements DeviceProgram {
  private static final Logger LOG = LoggerFactory.getLogger(JavaProgram.class);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, Object>> PROPERTIES = new TypeReference<>() {};
  private static final String SDK = "iot-device-client";
  private static final String FIRMWARE = "firmwareVersion";

  private final DeviceOrders orders;
  private final List<JsonNode> notes = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "java-device");
            daemon.setDaemon(true);
            return daemon;
          });

  private final DeviceClient client;
  private ObjectNode desired = object();
  private ObjectNode reported = object();
  private long version;
  private String firmwareTarget = "";
  private Optional<Future<?>> installation = Optional.empty();
  private Optional<Future<?>> reporting = Optional.empty();

  JavaProgram(DeviceOrders orders) {
    this.orders = orders;
    // The SDK wants a host name with a dot, and takes a gateway's for that of an IoT Edge device.
    this.client =
        new DeviceClient(
            orders.connectionString().replaceFirst("HostName=[^;]*", "HostName=127.0.0.1"),
            IotHubClientProtocol.MQTT,
            ClientOptions.builder().sslContext(Trust.only(orders.certificateAuthority())).build());
  }

  /** What the program does; any of it can be refused by the hub or cut off. */
  @FunctionalInterface
  private interface Work {
    void run() throws IotHubClientException, InterruptedException;
  }

  @Override
  public String name() {
    return "a Java program over MQTT";
  }

  @Override
  public String shortcoming() {
    return "";
  }

  @Override
  public void switchOn() {
    submit(this::connect);
    long seconds = orders.reportEvery().toSeconds();
    reporting =
        Optional.of(
            thread.scheduleAtFixedRate(
                () -> attempt(() -> report(health())), seconds, seconds, TimeUnit.SECONDS));
  }

  private void connect() throws IotHubClientException, InterruptedException {
    client.open(true);
    note("connected", object().put("sdk", SDK + " " + TransportUtils.CLIENT_VERSION));
    client.subscribeToDesiredProperties(
        (twin, context) -> submit(() -> changed(twin.getDesiredProperties())), null);
    readTwin();
  }

  private void readTwin() throws IotHubClientException, InterruptedException {
    Twin twin = TwinAnswer.read(client);
    desired = json(twin.getDesiredProperties());
    reported = json(twin.getReportedProperties());
    version = twin.getDesiredProperties().getVersion();
    handle("twin", desired);
  }

  private void changed(TwinCollection patch) throws IotHubClientException, InterruptedException {
    long at = patch.getVersion();
    if (at > version + 1) {
      readTwin();
    } else if (at > version) {
      version = at;
      ObjectNode changes = json(patch);
      desired = MergePatch.merge(desired, changes);
      handle("patch", changes);
    }
  }

  /** Applies what is new, and reports all of it at once. */
  private void handle(String event, ObjectNode changes)
      throws IotHubClientException, InterruptedException {
    ObjectNode heard = object().put("version", version);
    changes.fieldNames().forEachRemaining(heard.putArray("properties")::add);
    note(event, heard);
    ObjectNode report = object();
    changes.fieldNames().forEachRemaining(name -> apply(name, report));
    report(report);
  }

  private void apply(String name, ObjectNode report) {
    JsonNode value = desired.path(name);
    if (!name.equals(FIRMWARE)) {
      report.set(name, value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
    } else if (!value.equals(reported.path(FIRMWARE)) && !value.asText().equals(firmwareTarget)) {
      firmwareTarget = value.asText();
      String target = firmwareTarget;
      report.set("firmwareUpdate", update("downloading", target));
      installation.ifPresent(earlier -> earlier.cancel(false));
      installation =
          Optional.of(
              thread.schedule(
                  () -> attempt(() -> installed(target)),
                  orders.firmwareTime().toMillis(),
                  TimeUnit.MILLISECONDS));
    }
    note("applied", object().put("property", name).set("value", value));
  }

  private void installed(String target) throws IotHubClientException, InterruptedException {
    ObjectNode report = object().put(FIRMWARE, target).put("lastBootTime", now());
    report.set("firmwareUpdate", update("completed", target));
    report(report);
  }

  private static ObjectNode update(String status, String target) {
    return object().put("status", status).put("targetVersion", target);
  }

  private static ObjectNode health() {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    ObjectNode report = object().put("lastReportTime", now());
    report
        .putObject("systemHealth")
        .put("cpuPercent", 12)
        .put("memoryPercent", used * 100 / runtime.maxMemory())
        .put("diskPercent", 23)
        .put("uptimeHours", 0);
    report.putObject("networkInfo").put("ipAddress", "10.0.42.42").put("signalStrength", -61);
    return report;
  }

  private void report(ObjectNode report) throws IotHubClientException, InterruptedException {
    ObjectNode patch = object();
    report
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().equals(reported.path(entry.getKey()))) {
                patch.set(entry.getKey(), entry.getValue());
              }
            });
    if (!patch.isEmpty()) {
      // A collection without a version, or the hub would compare it with its own.
      TwinAnswer.report(client, new TwinCollection(MAPPER.convertValue(patch, PROPERTIES)));
      reported = MergePatch.merge(reported, patch);
      note("reported", object().set("patch", patch));
    }
  }

  private void submit(Work work) {
    if (!thread.isShutdown()) {
      thread.execute(() -> attempt(work));
    }
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (IotHubClientException | RuntimeException e) {
      LOG.warn("The device could not do its work", e);
      note("failed", object().put("reason", e.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(String event, ObjectNode details) {
    notes.add(object().put("event", event).put("at", now()).setAll(details));
  }

  private static String now() {
    return Instant.now().toString();
  }

  private static ObjectNode json(TwinCollection properties) {
    return MAPPER.valueToTree(properties);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public boolean isRunning() {
    return !thread.isShutdown();
  }

  @Override
  public List<JsonNode> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() {
    reporting.ifPresent(reports -> reports.cancel(false));
    thread.shutdownNow();
    client.close();
  }
}
