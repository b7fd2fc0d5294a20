package io.twinoperator.emulator.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.script;
import static j2html.TagCreator.span;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import io.twinoperator.emulator.hub.EmulatedHub;
import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.HeadTag;
import j2html.tags.specialized.LiTag;

/** What stands around every page. */
final class Frame {
  private Frame() {}

  /**
   * A whole page.
   *
   * @param active which entry of the menu it belongs to
   * @param still what the script leaves as it is
   * @param live what the script renews
   */
  static String around(
      Visit visit, String heading, Address active, DomContent still, DomContent live) {
    return TagCreator.document(
        html()
            .withLang("en")
            .with(
                heading(heading),
                body()
                    .with(
                        a("Skip to the content").withHref("#content").withClass("skip"),
                        top(visit, active),
                        main()
                            .withId("content")
                            .with(
                                h1(heading),
                                still,
                                div().withId("live").withClass("live").with(live)),
                        bottom())));
  }

  private static HeadTag heading(String heading) {
    return head()
        .with(
            meta().withCharset("utf-8"),
            meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
            meta().withName("color-scheme").withContent("light dark"),
            title(heading + " · IoT Hub emulator"),
            link().withRel("icon").withHref(Address.ICON.toString()).withType("image/svg+xml"),
            link().withRel("stylesheet").withHref(Address.STYLE.toString()),
            script().withSrc(Address.SCRIPT.toString()).isDefer());
  }

  private static DomContent top(Visit visit, Address active) {
    return header()
        .with(
            div()
                .withClass("bar-top")
                .with(
                    a().withClass("brand")
                        .withHref(Address.OVERVIEW.toString())
                        .with(span().withClass("mark").attr("aria-hidden", "true"))
                        .withText("IoT Hub emulator"),
                    nav()
                        .attr("aria-label", "Pages")
                        .with(
                            ul().with(
                                    entry(visit, "Overview", Address.OVERVIEW, active),
                                    entry(visit, "Devices", Address.DEVICES, active),
                                    entry(visit, "Jobs", Address.JOBS, active),
                                    entry(visit, "Requests", Address.REQUESTS, active))),
                    hubs(visit, active)));
  }

  private static LiTag entry(Visit visit, String name, Address page, Address active) {
    return li(
        current(a(name).withHref(visit.to(page).toString()), page.path().equals(active.path())));
  }

  private static DomContent hubs(Visit visit, Address active) {
    if (visit.hubs().size() == 1) {
      return span(visit.hub().hostName()).withClass("hub-name");
    }
    return nav()
        .attr("aria-label", "Hubs")
        .withClass("hubs")
        .with(
            ul(
                each(
                    visit.hubs(),
                    hub ->
                        li(
                            current(
                                a(hub.hostName())
                                    .withHref(active.with("hub", hub.hostName()).toString()),
                                isLookedAt(visit, hub))))));
  }

  private static boolean isLookedAt(Visit visit, EmulatedHub hub) {
    return hub.hostName().equals(visit.hub().hostName());
  }

  private static DomContent current(j2html.tags.specialized.ATag link, boolean isCurrent) {
    return isCurrent ? link.attr("aria-current", "page") : link;
  }

  private static DomContent bottom() {
    return footer()
        .with(
            p().withId("refresh")
                .attr("hidden", "hidden")
                .with(TagCreator.label().with(refreshBox(), span("Refresh every 2 seconds"))),
            p(
                "An emulator for development: everything here is read-only, and nothing here is a"
                    + " real Azure IoT Hub."));
  }

  private static DomContent refreshBox() {
    return TagCreator.input().withType("checkbox").withId("refresh-on");
  }
}
