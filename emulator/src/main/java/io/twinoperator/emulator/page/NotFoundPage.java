package io.twinoperator.emulator.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.p;

import j2html.TagCreator;

/** Something that was looked for and is not there. */
final class NotFoundPage {
  private NotFoundPage() {}

  static String render(Visit visit, String what) {
    return Frame.around(
        visit,
        "Not found",
        Address.OVERVIEW,
        p(what).withClass("problem").attr("role", "alert"),
        TagCreator.div().with(a("All devices").withHref(visit.to(Address.DEVICES).toString())));
  }
}
