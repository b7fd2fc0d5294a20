package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Section;
import io.twinoperator.emulator.twin.TwinState;
import java.util.Locale;

/**
 * Devices and modules with their keys and twins. Who is connected is saved as having gone at that
 * moment: no connection outlives the process.
 */
final class SavedIdentities implements StateSection {
  private final HubCore core;

  SavedIdentities(HubCore core) {
    this.core = core;
  }

  @Override
  public String name() {
    return "identities";
  }

  @Override
  public JsonNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode();
    for (Registration device : core.registry().devices()) {
      saved.add(saved(device));
      core.registry().modulesOf(device.id().deviceId()).forEach(m -> saved.add(saved(m)));
    }
    return saved;
  }

  @Override
  public void restore(JsonNode saved) {
    if (!saved.isArray()) {
      throw new InvalidStateException(name() + " is no array");
    }
    int index = 0;
    for (JsonNode one : saved) {
      SavedObject object = SavedObject.of(one, name() + "[" + index++ + "]");
      try {
        core.registry().restore(registration(object));
      } catch (HubError twice) {
        throw new InvalidStateException(object.where() + ": " + twice.getMessage());
      }
    }
  }

  private ObjectNode saved(Registration registration) {
    ObjectNode json = SavedObject.empty();
    save(registration.identity(), json);
    registration.save(json, core.now());
    TwinState twin = registration.twin();
    ObjectNode twinJson =
        json.putObject("twin").put("etag", twin.etag()).put("version", twin.version());
    twinJson.set("tags", twin.tags());
    twinJson.set("desired", saved(twin.desired()));
    twinJson.set("reported", saved(twin.reported()));
    return json;
  }

  private static void save(Identity identity, ObjectNode json) {
    json.put("deviceId", identity.id().deviceId());
    identity.id().moduleId().ifPresent(id -> json.put("moduleId", id));
    json.put("generationId", identity.generationId())
        .put("version", identity.version())
        .put("status", identity.status().name().toLowerCase(Locale.ROOT));
    identity.statusReason().ifPresent(reason -> json.put("statusReason", reason));
    identity.statusUpdated().ifPresent(time -> json.put("statusUpdated", time.toString()));
    json.put("iotEdge", identity.iotEdge());
    identity.scopes().own().ifPresent(scope -> json.put("deviceScope", scope));
    ArrayNode parents = json.putArray("parentScopes");
    identity.scopes().parents().forEach(parents::add);
    identity.managedBy().ifPresent(by -> json.put("managedBy", by));
    Authentication authentication = identity.authentication();
    ObjectNode keys = json.putObject("authentication");
    keys.put("type", authentication.type().name().toLowerCase(Locale.ROOT));
    authentication.primaryKey().ifPresent(key -> keys.put("primaryKey", key));
    authentication.secondaryKey().ifPresent(key -> keys.put("secondaryKey", key));
    authentication.primaryThumbprint().ifPresent(print -> keys.put("primaryThumbprint", print));
    authentication.secondaryThumbprint().ifPresent(print -> keys.put("secondaryThumbprint", print));
  }

  private static ObjectNode saved(Section section) {
    ObjectNode json = SavedObject.empty();
    json.set("values", section.values());
    json.set("metadata", section.metadata());
    return json.put("version", section.version());
  }

  private Registration registration(SavedObject saved) {
    SavedObject twin = saved.object("twin");
    Registration registration = core.registry().unlisted(identity(saved));
    registration.twin(
        new TwinState(
            twin.number("etag"),
            twin.number("version"),
            twin.object("tags").node(),
            section(twin.object("desired")),
            section(twin.object("reported"))));
    registration.restore(saved);
    return registration;
  }

  private static Identity identity(SavedObject saved) {
    return new Identity(
        new ClientId(saved.text("deviceId"), saved.optionalText("moduleId")),
        saved.text("generationId"),
        saved.number("version"),
        saved.choice("status", Identity.Status.class),
        saved.optionalText("statusReason"),
        saved.optionalTime("statusUpdated"),
        authentication(saved.object("authentication")),
        saved.truth("iotEdge"),
        new Scopes(saved.optionalText("deviceScope"), saved.texts("parentScopes")),
        saved.optionalText("managedBy"));
  }

  private static Authentication authentication(SavedObject saved) {
    return new Authentication(
        saved.choice("type", Authentication.Type.class),
        saved.optionalText("primaryKey"),
        saved.optionalText("secondaryKey"),
        saved.optionalText("primaryThumbprint"),
        saved.optionalText("secondaryThumbprint"));
  }

  private static Section section(SavedObject saved) {
    try {
      return Section.restored(
          saved.object("values").node(), saved.object("metadata").node(), saved.number("version"));
    } catch (IllegalArgumentException broken) {
      throw new InvalidStateException(saved.where() + "." + broken.getMessage());
    }
  }
}
