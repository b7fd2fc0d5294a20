package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.demo.world.World;
import io.twinoperator.emulator.hub.ClientId;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What every part of the story needs: the world, what is said of it, and patience. */
record Stage(
    World world, Examples examples, StatusWatch statuses, EventLog log, Patience patience) {

  /** The one object of an example, in a kind's type. */
  <T extends HasMetadata> T example(String file, Class<T> kind) {
    return examples.only(world.client(), file, kind);
  }

  /** Applies all objects of an example. */
  void applyFile(String file) {
    examples.read(world.client(), file).forEach(object -> apply(object, "examples/" + file));
  }

  /**
   * Applies an object, as people do.
   *
   * @param from where it comes from, for people
   */
  void apply(HasMetadata object, String from) {
    object.getMetadata().setNamespace(Cluster.NAMESPACE);
    world.client().resource(object).createOr(existing -> existing.update());
    log.add(
        EventKind.APPLIED,
        object.getMetadata().getName(),
        "%s from %s".formatted(object.getKind(), from));
  }

  /** Tells of something that the demo itself did. */
  void tell(String object, String what) {
    log.add(EventKind.STORY, object, what);
  }

  /** A device's twin as the hub holds it. */
  JsonNode twin(String deviceId) {
    return world.hub().twins().get(ClientId.device(deviceId));
  }

  /** These devices' twins. */
  Map<String, JsonNode> twins(Collection<String> devices) {
    return devices.stream().collect(Collectors.toMap(Function.identity(), this::twin));
  }
}
