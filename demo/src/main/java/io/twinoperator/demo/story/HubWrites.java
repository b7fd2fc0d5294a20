package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.world.HubWrite;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps and tells the operator's writes on the hub. */
public final class HubWrites implements Consumer<HubWrite> {
  private final List<HubWrite> writes = new CopyOnWriteArrayList<>();
  private final EventLog log;

  /** None so far. */
  public HubWrites(EventLog log) {
    this.log = log;
  }

  @Override
  public void accept(HubWrite write) {
    writes.add(write);
    if (write instanceof HubWrite.TwinPatched patched) {
      log.add(EventKind.PATCH, patched.deviceId(), text(patched.patch()));
    } else if (write instanceof HubWrite.JobCreated created) {
      log.add(
          EventKind.JOB,
          "scheduleUpdateTwin",
          "%s created: %s where %s"
              .formatted(
                  created.request().jobId(),
                  created.request().patch().asJson().path("properties"),
                  created.request().queryCondition()));
    }
  }

  /** Without the tag by which a rollout knows its devices, which tells people nothing. */
  static String text(MergePatch patch) {
    ObjectNode shown = patch.asJson().deepCopy();
    if (shown.path("tags") instanceof ObjectNode tags && tags.remove("twinOperator") != null) {
      if (tags.isEmpty()) {
        shown.remove("tags");
      }
    }
    return shown.toString();
  }

  /** Patches of a device's twin so far. */
  List<MergePatch> patches(String deviceId) {
    return writes.stream()
        .filter(HubWrite.TwinPatched.class::isInstance)
        .map(HubWrite.TwinPatched.class::cast)
        .filter(patched -> patched.deviceId().equals(deviceId))
        .map(HubWrite.TwinPatched::patch)
        .toList();
  }

  /** Jobs so far. */
  List<JobRequest> jobs() {
    return writes.stream()
        .filter(HubWrite.JobCreated.class::isInstance)
        .map(HubWrite.JobCreated.class::cast)
        .map(HubWrite.JobCreated::request)
        .toList();
  }
}
