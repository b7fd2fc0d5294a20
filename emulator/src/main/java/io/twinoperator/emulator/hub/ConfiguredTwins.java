package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.configuration.Assignment;
import io.twinoperator.emulator.configuration.ManagedTwin;
import io.twinoperator.emulator.configuration.ManagedTwins;
import io.twinoperator.emulator.configuration.Target;
import io.twinoperator.emulator.query.Condition;
import io.twinoperator.emulator.twin.Author;
import io.twinoperator.emulator.twin.InvalidTwinException;
import io.twinoperator.emulator.twin.Section;
import io.twinoperator.emulator.twin.TwinState;
import java.util.List;
import java.util.Optional;

/** The hub's twins as its configurations see them. Callers hold the hub's lock. */
final class ConfiguredTwins implements ManagedTwins {
  private final HubCore core;
  private final Twins twins;
  private final Queries queries;

  ConfiguredTwins(HubCore core, Twins twins, Queries queries) {
    this.core = core;
    this.twins = twins;
    this.queries = queries;
  }

  @Override
  public Condition condition(String text) {
    return core.queryStore().condition(text);
  }

  @Override
  public List<String> select(Target target) {
    return target.condition().map(core.queryStore()::select).orElse(List.of()).stream()
        .filter(id -> target.kind() != Target.Kind.EDGE_DEVICES || isEdge(id))
        .map(ClientId::toString)
        .toList();
  }

  private boolean isEdge(ClientId id) {
    return core.registry().find(id).filter(device -> device.identity().iotEdge()).isPresent();
  }

  @Override
  public Optional<ManagedTwin> find(String clientId) {
    return core.registry().find(ClientId.parse(clientId)).map(Managed::new);
  }

  @Override
  public Optional<ManagedTwin> edgeModule(String deviceId, String moduleId) {
    ClientId id = ClientId.module(deviceId, moduleId);
    if (core.registry().find(id).isEmpty()) {
      try {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("managedBy", "iotEdge");
        core.registry().create(id, body, core.now());
      } catch (HubError refused) {
        return Optional.empty(); // the device is gone, or has as many modules as it may have
      }
    }
    return core.registry().find(id).map(Managed::new);
  }

  @Override
  public long rows(String query) {
    return queries.count(query);
  }

  @Override
  public void checkQuery(String query) {
    queries.check(query);
  }

  @Override
  public void check(ObjectNode desiredPatch) {
    TwinState.created().manage(desiredPatch, new Author("", ""), core.twinRules(), core.now());
  }

  private final class Managed implements ManagedTwin {
    private final Registration registration;

    Managed(Registration registration) {
      this.registration = registration;
    }

    @Override
    public Section desired() {
      return registration.twin().desired();
    }

    @Override
    public Assignment assignment() {
      return registration.assignment();
    }

    @Override
    public void assign(Assignment assignment) {
      registration.assignment(assignment);
    }

    @Override
    public boolean write(ObjectNode patch, Author author) {
      try {
        twins.write(
            registration, registration.twin().manage(patch, author, core.twinRules(), core.now()));
        return true;
      } catch (InvalidTwinException tooLarge) {
        return false;
      }
    }

    @Override
    public void deploy(ObjectNode patch) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putObject("properties").set("desired", patch);
      twins.patch(registration.id(), body, new IfMatch.Any());
    }
  }
}
