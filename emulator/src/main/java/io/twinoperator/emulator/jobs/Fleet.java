package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.Expression;
import java.util.List;
import java.util.Optional;

/** The devices as jobs see them. */
public interface Fleet {

  /** The ids of the devices for which the condition is true now, in order. */
  List<String> select(Expression condition);

  /** Refuses, by an exception of the twin's, a patch that breaks the limits of every twin. */
  void check(ObjectNode patch);

  /** Merges the patch into one twin, whatever its etag; answers why not, if it could not. */
  Optional<DeviceFailure> update(String deviceId, ObjectNode patch);

  /**
   * What went wrong for one device.
   *
   * @param code for example {@code DeviceNotFound}
   * @param description in the hub's words
   */
  record DeviceFailure(String code, String description) {}
}
