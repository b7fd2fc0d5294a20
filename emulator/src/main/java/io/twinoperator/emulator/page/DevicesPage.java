package io.twinoperator.emulator.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.button;
import static j2html.TagCreator.div;
import static j2html.TagCreator.form;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.option;
import static j2html.TagCreator.p;
import static j2html.TagCreator.select;
import static j2html.TagCreator.span;

import io.twinoperator.emulator.hub.DeviceFilter;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.Inventory;
import j2html.tags.DomContent;
import j2html.tags.specialized.OptionTag;
import java.util.Optional;

/** The devices of a hub: filtered, and a page at a time. */
final class DevicesPage {
  static final int PAGE_SIZE = 50;

  private DevicesPage() {}

  static String render(Visit visit) {
    return Frame.around(visit, "Devices", Address.DEVICES, filterForm(visit), list(visit));
  }

  private static DomContent filterForm(Visit visit) {
    return form()
        .withMethod("get")
        .withAction(Address.DEVICES.path())
        .withClass("filter")
        .attr("role", "search")
        .with(
            input().withType("hidden").withName("hub").withValue(visit.hub().hostName()),
            label()
                .with(
                    span("Id contains"),
                    input().withType("search").withName("id").withValue(text(visit, "id"))),
            label().with(span("Connection"), connection(text(visit, "connection"))),
            label()
                .withClass("wide")
                .with(
                    span("WHERE condition"),
                    input()
                        .withType("search")
                        .withName("where")
                        .withValue(text(visit, "where"))
                        .withPlaceholder("tags.location.floor = '3'")
                        .attr("spellcheck", "false")
                        .attr("autocapitalize", "off")),
            button("Filter").withType("submit"),
            a("Clear").withHref(visit.to(Address.DEVICES).toString()).withClass("clear"));
  }

  private static DomContent connection(String chosen) {
    return select()
        .withName("connection")
        .with(
            choice("", "any", chosen),
            choice("Connected", "Connected", chosen),
            choice("Disconnected", "Disconnected", chosen));
  }

  private static OptionTag choice(String value, String text, String chosen) {
    OptionTag option = option(text).withValue(value);
    return value.equals(chosen) ? option.attr("selected", "selected") : option;
  }

  private static DomContent list(Visit visit) {
    DeviceFilter filter =
        new DeviceFilter(
            text(visit, "id"), visit.parameter("connection"), visit.parameter("where"));
    try {
      Inventory.Page page =
          visit.hub().inventory().page(filter, visit.parameter("after"), PAGE_SIZE);
      String caption =
          filter.equals(DeviceFilter.all())
              ? page.fitting() + " devices"
              : page.fitting() + " devices fit the filter";
      return div().with(DeviceTable.of(visit, caption, page.devices()), pages(visit, page.next()));
    } catch (HubError refused) {
      return p().withClass("problem")
          .attr("role", "alert")
          .withText("The hub does not understand this condition: " + refused.getMessage());
    }
  }

  private static DomContent pages(Visit visit, Optional<String> next) {
    Address first =
        visit
            .to(Address.DEVICES)
            .with("id", visit.parameter("id"))
            .with("connection", visit.parameter("connection"))
            .with("where", visit.parameter("where"));
    return nav()
        .withClass("pages")
        .attr("aria-label", "Pages of devices")
        .with(
            iff(visit.parameter("after").isPresent(), a("First page").withHref(first.toString())),
            iff(
                next.isPresent(),
                a("Next page").withRel("next").withHref(first.with("after", next).toString())));
  }

  private static String text(Visit visit, String name) {
    return visit.parameter(name).orElse("");
  }
}
