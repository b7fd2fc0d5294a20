package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the twins again and again, and tells what devices report in their own words. */
public final class TwinWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TwinWatch.class);
  private static final String REPORTED = "/properties/reported";
  private static final long PERIOD_MILLIS = 200;

  private final EmulatedHub hub;
  private final List<String> devices;
  private final EventLog log;
  private final Map<String, JsonNode> atFirst = new HashMap<>();
  private final Map<String, JsonNode> before = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "twin-watch");
            daemon.setDaemon(true);
            return daemon;
          });

  private final ScheduledFuture<?> looking;

  /** Starts to look; what the twins hold by now is not told. */
  public TwinWatch(EmulatedHub hub, List<String> devices, EventLog log) {
    this.hub = hub;
    this.devices = List.copyOf(devices);
    this.log = log;
    devices.forEach(device -> atFirst.put(device, hub.twins().get(ClientId.device(device))));
    before.putAll(atFirst);
    looking =
        thread.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      devices.forEach(this::look);
    } catch (RuntimeException bug) {
      LOG.error("The twins could not be looked at", bug);
    }
  }

  private void look(String device) {
    JsonNode twin = hub.twins().get(ClientId.device(device));
    JsonNode old = before.put(device, twin);
    JsonNode first = atFirst.get(device);
    if (old == null || first == null) {
      return;
    }
    String connection = twin.path("connectionState").asText();
    if (!connection.equals(old.path("connectionState").asText())) {
      log.add(EventKind.DEVICE, device, connection.equals("Connected") ? "is back" : "is away");
    }
    List<String> words =
        new DeviceWords(first.at(REPORTED), old.at(REPORTED), twin.at(REPORTED)).list();
    if (!words.isEmpty()) {
      log.add(EventKind.DEVICE, device, String.join(", ", words));
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
    thread.shutdownNow();
  }
}
