package io.twinoperator.emulator.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.tr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.List;

/** One twin with its metadata, what changed in it last, and the modules of its device. */
final class TwinPage {
  private static final int SHOWN_CHANGES = 40;
  private static final List<String> CHANGE_COLUMNS =
      List.of("Property", "Value", "Version", "Written");

  private TwinPage() {}

  /** The page; throws DeviceNotFound or ModuleNotFound. */
  static String render(Visit visit, ClientId id) {
    ObjectNode twin = visit.hub().twins().get(id);
    return Frame.around(
        visit,
        id.toString(),
        Address.TWIN,
        way(visit, id),
        div().with(facts(visit, twin), changes(visit, twin), modules(visit, id), json(twin)));
  }

  private static DomContent way(Visit visit, ClientId id) {
    DomContent devices = a("Devices").withHref(visit.to(Address.DEVICES).toString());
    return id.moduleId().isEmpty()
        ? p().withClass("way").with(devices, text(" / "), span(id.deviceId()))
        : p().withClass("way")
            .with(
                devices,
                text(" / "),
                a(id.deviceId())
                    .withHref(Address.twin(visit.hub().hostName(), id.owner()).toString()),
                text(" / "),
                span(id.moduleId().get()));
  }

  private static DomContent facts(Visit visit, ObjectNode twin) {
    JsonNode properties = twin.path("properties");
    return dl().withClass("facts")
        .with(
            fact("Connection", DeviceTable.connection(twin.path("connectionState").asText())),
            fact("Status", span(twin.path("status").asText())),
            fact("Last activity", visit.hubAge().of(twin.path("lastActivityTime").asText())),
            fact("Twin version", span(twin.path("version").asText())),
            fact("Desired version", span(properties.path("desired").path("$version").asText())),
            fact("Reported version", span(properties.path("reported").path("$version").asText())),
            fact("Etag", code(twin.path("etag").asText())),
            fact("Authentication", span(twin.path("authenticationType").asText())));
  }

  private static DomContent fact(String name, DomContent value) {
    return div().with(dt(name), dd().with(value));
  }

  private static DomContent changes(Visit visit, ObjectNode twin) {
    List<LastChanges.Change> changes = LastChanges.of(twin);
    List<LastChanges.Change> shown = changes.subList(0, Math.min(SHOWN_CHANGES, changes.size()));
    String caption =
        shown.size() == changes.size()
            ? changes.size()
                + " properties, the last written first; marked is the last write of each section"
            : "The " + shown.size() + " last written of " + changes.size() + " properties";
    return section()
        .with(
            h2("What changed last"),
            p("As far as $metadata says: a write of the value that was there counts as well, a"
                    + " deleted property leaves no trace, reported properties have no version of"
                    + " their own, and tags have no metadata.")
                .withClass("lead"),
            Tables.of(
                caption,
                CHANGE_COLUMNS,
                shown.stream().map(change -> row(visit, change)).toList(),
                "Nothing was written to its properties."));
  }

  private static TrTag row(Visit visit, LastChanges.Change change) {
    String version =
        change.version().isPresent() ? Long.toString(change.version().getAsLong()) : "";
    TrTag row =
        tr().with(
                Tables.rowHead(code(change.path())),
                Tables.code(change.value()),
                Tables.number(version),
                td().with(visit.hubAge().of(change.time())));
    return change.newest() ? row.withClass("newest") : row;
  }

  private static DomContent modules(Visit visit, ClientId id) {
    if (id.moduleId().isPresent()) {
      return text("");
    }
    List<ObjectNode> modules = visit.hub().identities().modulesOf(id.deviceId());
    return section()
        .with(
            h2("Modules"),
            Tables.of(
                modules.size() + " modules",
                List.of("Module", "Connection", "Last activity", "Managed by"),
                modules.stream().map(module -> moduleRow(visit, id, module)).toList(),
                "This device has no modules."));
  }

  // The identity holds keys: only what is named here is shown of it.
  private static TrTag moduleRow(Visit visit, ClientId device, ObjectNode module) {
    ClientId id = ClientId.module(device.deviceId(), module.path("moduleId").asText());
    return tr().with(
            Tables.rowHead(
                a(module.path("moduleId").asText())
                    .withHref(Address.twin(visit.hub().hostName(), id).toString())),
            td().with(DeviceTable.connection(module.path("connectionState").asText())),
            td().with(visit.hubAge().of(module.path("lastActivityTime").asText())),
            td(module.path("managedBy").asText("")));
  }

  private static DomContent json(ObjectNode twin) {
    JsonNode properties = twin.path("properties");
    return div()
        .withClass("columns")
        .with(
            each(
                List.of(
                    document("Tags", twin.path("tags")),
                    document("Desired properties", without(properties.path("desired"))),
                    document("Reported properties", without(properties.path("reported"))),
                    document("Metadata of desired", properties.at("/desired/$metadata")),
                    document("Metadata of reported", properties.at("/reported/$metadata"))),
                part -> part));
  }

  private static JsonNode without(JsonNode properties) {
    return properties instanceof ObjectNode object
        ? object.deepCopy().without("$metadata")
        : properties;
  }

  private static DomContent document(String heading, JsonNode json) {
    String shown = json.isMissingNode() ? "{ }" : json.toPrettyString();
    return section()
        .with(
            h2(heading), pre().attr("tabindex", "0").attr("aria-label", heading).with(code(shown)));
  }
}
