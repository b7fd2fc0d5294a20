package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.method.MethodRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The devices and modules as jobs see them. Everything is called under the hub's lock. */
public interface Fleet {

  /**
   * Those for which the condition is true in the hub's query store, in order.
   *
   * @param condition a WHERE clause, {@code *}, or {@code FROM devices.modules WHERE ..}
   * @throws io.twinoperator.emulator.query.QuerySyntaxException if it does not parse
   */
  List<Target> select(String condition);

  /** Refuses, by an exception of the twin's, a patch that breaks the limits of every twin. */
  void check(ObjectNode patch);

  /** Merges the patch into one twin, whatever its etag. */
  Outcome update(Target target, ObjectNode patch);

  /**
   * Empty when the target takes methods now, or does not exist. Otherwise {@code reachable} is
   * called once, under the hub's lock, as soon as one of the two is so, unless the waiting has
   * ended.
   */
  Optional<Waiting> waitFor(Target target, Runnable reachable);

  /** Calls a method now; {@code ended} gets the outcome once, under the hub's lock. */
  void invoke(Target target, MethodRequest request, Consumer<Outcome> ended);

  /** A wait for a device. */
  interface Waiting {

    /** Ends the wait; false when it had ended already, by this or because the device came. */
    boolean end();
  }
}
