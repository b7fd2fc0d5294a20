package io.twinoperator.emulator.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceSummary;
import j2html.tags.DomContent;
import j2html.tags.specialized.SpanTag;
import j2html.tags.specialized.TrTag;
import java.util.List;

/** Devices, a line each. */
final class DeviceTable {
  private static final List<String> COLUMNS =
      List.of(
          "Device",
          "Connection",
          "Last activity",
          "Twin version",
          "Desired version",
          "Reported version",
          "Modules");

  private DeviceTable() {}

  static DomContent of(Visit visit, String caption, List<DeviceSummary> devices) {
    return Tables.of(
        caption,
        COLUMNS,
        devices.stream().map(device -> row(visit, device)).toList(),
        "No device fits.");
  }

  /** Connected or not, by word and by colour. */
  static SpanTag connection(String state) {
    return span(state).withClass(state.equals("Connected") ? "state good" : "state quiet");
  }

  private static TrTag row(Visit visit, DeviceSummary device) {
    Address twin = Address.twin(visit.hub().hostName(), ClientId.device(device.deviceId()));
    boolean enabled = device.status().equals("enabled");
    return tr().with(
            Tables.rowHead(a(device.deviceId()).withHref(twin.toString())),
            td().with(enabled ? connection(device.connectionState()) : disabled()),
            td().with(visit.hubAge().of(device.lastActivityTime())),
            Tables.number(Long.toString(device.version())),
            Tables.number(Long.toString(device.desiredVersion())),
            Tables.number(Long.toString(device.reportedVersion())),
            Tables.number(device.modules() == 0 ? "" : Integer.toString(device.modules())));
  }

  private static SpanTag disabled() {
    return span("disabled").withClass("state bad");
  }
}
