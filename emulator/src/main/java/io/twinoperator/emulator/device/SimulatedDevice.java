package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.MethodCall;
import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device on an emulated hub. It has no thread: whatever it does later it puts on the agenda, so
 * with a virtual clock a test decides when.
 *
 * <p>It follows the device flow that Microsoft recommends: connect, listen, read the whole twin,
 * handle desired, and ignore notifications at or below the version it has read.
 */
public final class SimulatedDevice {

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedDevice.class);
  private static final String FIRMWARE = "firmwareVersion";

  private final EmulatedHub hub;
  private final Agenda agenda;
  private final InstantSource clock;
  private final DeviceProfile profile;
  private final Map<String, Long> wantedAt = new HashMap<>();
  private final Health health;
  private Behaviour behaviour;
  private Optional<DeviceLink> link = Optional.empty();
  private ObjectNode desired = JsonNodeFactory.instance.objectNode();
  private long desiredVersion;
  // Work of an earlier connection finds another number here and does nothing.
  private long connection;

  /**
   * A device that is still off; its identity must be on the hub before {@link #connect()}.
   *
   * @param clock the clock of {@code hub} and {@code agenda}
   */
  public SimulatedDevice(
      EmulatedHub hub, Agenda agenda, InstantSource clock, DeviceProfile profile) {
    this.hub = hub;
    this.agenda = agenda;
    this.clock = clock;
    this.profile = profile;
    this.behaviour = profile.behaviour();
    this.health = new Health(profile.seed(), clock.instant());
  }

  /** The device's id. */
  public String deviceId() {
    return profile.deviceId();
  }

  /** Whether it is connected to the hub. */
  public synchronized boolean isConnected() {
    return link.isPresent();
  }

  /** From now on it answers new changes in this way. */
  public synchronized void behave(Behaviour other) {
    behaviour = other;
  }

  /**
   * Connects, reads the whole twin, handles desired and takes methods; does nothing when it is
   * connected.
   *
   * @throws HubError if the hub does not know the device or has it disabled
   */
  public synchronized void connect() {
    if (link.isPresent()) {
      return;
    }
    long mine = ++connection;
    DeviceLink opened = hub.connect(ClientId.device(deviceId()), listener(mine));
    link = Optional.of(opened);
    ObjectNode whole = (ObjectNode) opened.twin().path("desired").deepCopy();
    desiredVersion = whole.path("$version").longValue();
    whole.remove("$version");
    desired = whole;
    wantedAt.clear();
    JsonNode battery = Acknowledgement.valueOf(reported().path("batteryLevel"));
    if (battery.isInt()) {
      health.battery(battery.intValue(), clock.instant());
    }
    handle(keysOf(desired), Occasion.CONNECTED);
    opened.acceptMethods();
    profile
        .reportEvery()
        .ifPresent(every -> later(mine, health.phase(every), () -> reportHealth(mine, every)));
  }

  /** Goes offline: what it was about to report is lost until it reads the twin again. */
  public synchronized void disconnect() {
    connection++;
    link.ifPresent(DeviceLink::close);
    link = Optional.empty();
  }

  /**
   * Goes offline and comes back by schedule.
   *
   * @param from when it goes
   * @param length how long it stays away
   */
  public void outage(Instant from, Duration length) {
    agenda.schedule(from, this::disconnect);
    agenda.schedule(from.plus(length), this::comeBack);
  }

  private void comeBack() {
    try {
      connect();
    } catch (HubError refused) {
      LOG.info("{}: the hub refused the connection: {}", deviceId(), refused.getMessage());
    }
  }

  private DeviceListener listener(long mine) {
    // The hub's thread only leaves a note; the device works when the agenda runs.
    return new DeviceListener() {
      @Override
      public void onDesired(ObjectNode patchWithVersion) {
        ObjectNode patch = patchWithVersion.deepCopy();
        later(mine, Duration.ZERO, () -> desiredChanged(patch));
      }

      @Override
      public void onMethod(MethodCall call) {
        MethodReply reply =
            profile.methods().getOrDefault(call.name(), MethodReply.NOT_IMPLEMENTED);
        later(
            mine,
            reply.delay(),
            () ->
                link.orElseThrow().answerMethod(call.requestId(), reply.status(), reply.payload()));
      }

      @Override
      public void dropped() {
        later(mine, Duration.ZERO, SimulatedDevice.this::disconnect);
      }
    };
  }

  private void desiredChanged(ObjectNode patch) {
    long version = patch.path("$version").longValue();
    if (version <= desiredVersion) {
      return;
    }
    desiredVersion = version;
    patch.remove("$version");
    merge(desired, patch);
    handle(keysOf(patch), Occasion.NOTIFIED);
  }

  private enum Occasion {
    CONNECTED,
    NOTIFIED
  }

  private void handle(List<String> keys, Occasion occasion) {
    List<Answer> answers = behaviour.answers();
    List<String> open =
        switch (occasion) {
          case NOTIFIED -> new ArrayList<>(keys);
          case CONNECTED -> new ArrayList<>(unanswered(keys, answers));
        };
    long version = desiredVersion;
    open.forEach(key -> wantedAt.put(key, version));
    if (answers.isEmpty() || open.isEmpty()) {
      return;
    }
    Answer last = answers.get(answers.size() - 1);
    if (open.contains(FIRMWARE) && last.takesTheValue() && firmwareIsNew()) {
      open.remove(FIRMWARE);
      installFirmware(version, last.form());
    }
    for (Answer answer : answers) {
      later(connection, answer.delay(), () -> report(open, version, answer));
    }
  }

  private List<String> unanswered(List<String> keys, List<Answer> answers) {
    ObjectNode reported = reported();
    boolean plain = answers.stream().allMatch(answer -> answer.form() == Answer.Form.PLAIN);
    return keys.stream()
        .filter(
            key ->
                plain
                    ? !desired.path(key).equals(reported.path(key))
                    : !Acknowledgement.answers(reported.path(key), desiredVersion))
        .toList();
  }

  private void report(List<String> keys, long version, Answer answer) {
    ObjectNode reported = reported();
    ReportedPatch patch = new ReportedPatch(reported);
    for (String key : keys) {
      if (isSuperseded(key, version)) {
        continue;
      }
      if (desired.has(key)) {
        patch.set(key, value(answer, desired.path(key), reported.path(key), version));
      } else {
        patch.remove(key);
      }
    }
    send(patch);
  }

  private static JsonNode value(Answer answer, JsonNode wanted, JsonNode reported, long version) {
    JsonNode own = Acknowledgement.valueOf(reported);
    return switch (answer.form()) {
      case PLAIN -> wanted;
      case WANTED -> Acknowledgement.of(wanted, answer.code(), version, answer.text());
      case OWN ->
          Acknowledgement.of(
              own.isMissingNode() ? wanted : own, answer.code(), version, answer.text());
      case OTHER ->
          Acknowledgement.of(
              Acknowledgement.another(wanted), answer.code(), version, answer.text());
    };
  }

  private boolean firmwareIsNew() {
    JsonNode reported = reported().path(FIRMWARE);
    boolean installed =
        desired.path(FIRMWARE).equals(Acknowledgement.valueOf(reported))
            && !Acknowledgement.isInProgress(reported);
    return desired.path(FIRMWARE).isTextual() && !installed;
  }

  private void installFirmware(long version, Answer.Form form) {
    long mine = connection;
    String target = desired.path(FIRMWARE).textValue();
    later(
        mine,
        Duration.ZERO,
        () -> reportFirmware(version, form, new FirmwareStep(target, "downloading", 202)));
    later(
        mine,
        profile.firmwareTime(),
        () -> reportFirmware(version, form, new FirmwareStep(target, "completed", 200)));
  }

  private record FirmwareStep(String target, String status, int code) {
    boolean isLast() {
      return code != Acknowledgement.IN_PROGRESS;
    }
  }

  private void reportFirmware(long version, Answer.Form form, FirmwareStep step) {
    if (isSuperseded(FIRMWARE, version)) {
      return;
    }
    ReportedPatch patch = new ReportedPatch(reported());
    patch.set(
        "firmwareUpdate",
        JsonNodeFactory.instance
            .objectNode()
            .put("status", step.status())
            .put("targetVersion", step.target()));
    JsonNode value = JsonNodeFactory.instance.textNode(step.target());
    if (form == Answer.Form.WANTED) {
      patch.set(FIRMWARE, Acknowledgement.of(value, step.code(), version, step.status()));
    } else if (step.isLast()) {
      patch.set(FIRMWARE, value);
    }
    if (step.isLast()) {
      patch.set("lastBootTime", JsonNodeFactory.instance.textNode(clock.instant().toString()));
    }
    send(patch);
  }

  private void reportHealth(long mine, Duration every) {
    ReportedPatch patch = new ReportedPatch(reported());
    health.report(clock.instant()).properties().forEach(e -> patch.set(e.getKey(), e.getValue()));
    send(patch);
    later(mine, every, () -> reportHealth(mine, every));
  }

  private void send(ReportedPatch patch) {
    patch.build().ifPresent(this::send);
  }

  private void send(ObjectNode changes) {
    hub.paced(ClientId.device(deviceId()), link.orElseThrow())
        .report(changes, OptionalLong.empty())
        .exceptionally(this::noted);
  }

  private long noted(Throwable refused) {
    // A device can do no more than note it; the hub's limits are the usual reason.
    LOG.info("{}: the hub refused a report: {}", deviceId(), refused.toString());
    return 0;
  }

  private ObjectNode reported() {
    ObjectNode reported = (ObjectNode) link.orElseThrow().twin().path("reported").deepCopy();
    reported.remove("$version");
    return reported;
  }

  private boolean isSuperseded(String key, long version) {
    return !Long.valueOf(version).equals(wantedAt.get(key));
  }

  private void later(long mine, Duration delay, Runnable work) {
    agenda.schedule(clock.instant().plus(delay), () -> runIfConnected(mine, work));
  }

  private synchronized void runIfConnected(long mine, Runnable work) {
    if (mine != connection || link.isEmpty()) {
      return;
    }
    try {
      work.run();
    } catch (HubError ended) {
      LOG.debug("{}: {}", deviceId(), ended.getMessage());
      disconnect();
    }
  }

  private static List<String> keysOf(ObjectNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (entry.getValue().isNull()) {
                target.remove(key);
              } else if (entry.getValue() instanceof ObjectNode inner) {
                ObjectNode below =
                    target.get(key) instanceof ObjectNode present ? present : target.putObject(key);
                merge(below, inner);
              } else {
                target.set(key, entry.getValue());
              }
            });
  }
}
