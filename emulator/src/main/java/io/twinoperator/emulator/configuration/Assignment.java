package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.configuration.ConfigurationRules.StatusCase;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What configurations are to one twin. Immutable.
 *
 * @param statuses of those that target it, by id
 * @param applied the one whose settings it has
 * @param spelling how the twin's document writes a status
 */
public record Assignment(
    SortedMap<String, ConfigurationStatus> statuses,
    Optional<Applied> applied,
    StatusCase spelling) {

  /** A twin that no configuration targets. */
  public static final Assignment NONE =
      new Assignment(new TreeMap<>(), Optional.empty(), StatusCase.CAPITALISED);

  /** Keeps its own copy of the statuses. */
  public Assignment {
    statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
  }

  /**
   * The configuration whose settings a twin has.
   *
   * @param id of the configuration, which may be deleted already
   * @param digest tells apart configurations that had one id one after the other
   * @param writes its settings by the client id of the twin they are in
   */
  public record Applied(String id, String digest, Map<String, Settings> writes) {
    /** Keeps its own copy of the writes. */
    public Applied {
      writes = Map.copyOf(writes);
    }

    boolean isSameAs(Applied other) {
      return id.equals(other.id) && digest.equals(other.digest);
    }
  }

  /** Whether there is nothing to say of configurations. */
  public boolean isEmpty() {
    return statuses.isEmpty() && applied.isEmpty();
  }

  /** The member {@code configurations} as queries see it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    statuses.forEach((id, status) -> json.putObject(id).put("status", status.text()));
    return json;
  }

  /** The member {@code configurations} of a twin's document. */
  public ObjectNode document() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    statuses.forEach((id, status) -> json.putObject(id).put("status", spelling.of(status)));
    return json;
  }
}
