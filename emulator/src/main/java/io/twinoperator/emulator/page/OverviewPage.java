package io.twinoperator.emulator.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.http.RecentRequest;
import io.twinoperator.emulator.http.RecentRequests;
import io.twinoperator.emulator.hub.DeviceFilter;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.Inventory;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Optional;

/** A hub at a glance. */
final class OverviewPage {
  private static final int SHOWN_JOBS = 4;
  private static final int SHOWN_DEVICES = 6;
  private static final int SHOWN_REQUESTS = 9;

  private OverviewPage() {}

  static String render(Visit visit, RecentRequests recent) {
    List<JsonNode> jobs = JobList.newestFirst(visit.hub());
    return Frame.around(
        visit,
        visit.hub().hostName(),
        Address.OVERVIEW,
        text(""),
        div()
            .with(
                facts(visit.hub(), jobs, recent),
                jobs(visit, jobs),
                devices(visit),
                requests(visit, recent)));
  }

  private static DomContent facts(EmulatedHub hub, List<JsonNode> jobs, RecentRequests recent) {
    JsonNode statistics = hub.identities().statistics();
    DeviceFilter connected = new DeviceFilter("", Optional.of("Connected"), Optional.empty());
    long unfinished = jobs.stream().filter(JobList::isUnfinished).count();
    return dl().withClass("tiles")
        .with(
            tile("Devices", statistics.path("totalDeviceCount").asText()),
            tile(
                "Connected",
                Long.toString(hub.inventory().page(connected, Optional.empty(), 1).fitting())),
            tile("Disabled", statistics.path("disabledDeviceCount").asText()),
            tile("Unfinished jobs", Long.toString(unfinished)),
            tile("Requests", Long.toString(recent.total())),
            tile("Tier", hub.settings().tier() + " × " + hub.settings().units()));
  }

  private static DomContent tile(String name, String value) {
    return div().with(dt(name), dd(value));
  }

  private static DomContent jobs(Visit visit, List<JsonNode> jobs) {
    List<JsonNode> shown = jobs.subList(0, Math.min(SHOWN_JOBS, jobs.size()));
    return part(
        "Jobs",
        JobList.table(visit, "The newest jobs", shown),
        more(visit, Address.JOBS, "All " + jobs.size() + " jobs", jobs.size() > shown.size()));
  }

  private static DomContent devices(Visit visit) {
    Inventory.Page page =
        visit.hub().inventory().page(DeviceFilter.all(), Optional.empty(), SHOWN_DEVICES);
    return part(
        "Devices",
        page.fitting() == 0
            ? p("This hub has no devices. Start the emulator with --devices 20 --simulate for some.")
                .withClass("empty")
            : DeviceTable.of(visit, "The first devices by id", page.devices()),
        more(
            visit, Address.DEVICES, "All " + page.fitting() + " devices", page.next().isPresent()));
  }

  private static DomContent requests(Visit visit, RecentRequests recent) {
    List<RecentRequest> requests = recent.newestFirst();
    List<RecentRequest> shown = requests.subList(0, Math.min(SHOWN_REQUESTS, requests.size()));
    return part(
        "Requests",
        RequestTable.of(visit, "The last requests of all hubs", shown),
        more(visit, Address.REQUESTS, "More requests", requests.size() > shown.size()));
  }

  private static DomContent part(String heading, DomContent content, DomContent more) {
    return section().with(h2(heading), content, more);
  }

  private static DomContent more(Visit visit, Address page, String words, boolean isThere) {
    return isThere
        ? p().withClass("more").with(a(words).withHref(visit.to(page).toString()))
        : text("");
  }
}
