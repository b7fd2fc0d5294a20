package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.Condition;
import io.twinoperator.emulator.query.QuerySyntaxException;
import java.util.List;
import java.util.Optional;

/** The twins of a hub as configurations see them; a client id is {@code d1} or {@code d1/m1}. */
public interface ManagedTwins {

  /** Reads a condition; throws {@link QuerySyntaxException}. */
  Condition condition(String text);

  /** The client ids for which the target's condition is true to queries now, in order. */
  List<String> select(Target target);

  /** The twin of a device or module that exists. */
  Optional<ManagedTwin> find(String clientId);

  /** The twin of an Edge device's module, which is registered first if it is missing. */
  Optional<ManagedTwin> edgeModule(String deviceId, String moduleId);

  /** How many rows a query has now; throws {@link QuerySyntaxException}. */
  long rows(String query);

  /** Throws {@link QuerySyntaxException} where a query is not valid. */
  void checkQuery(String query);

  /** Throws an exception of the twin's where a patch breaks the limits of every twin. */
  void check(ObjectNode desiredPatch);
}
