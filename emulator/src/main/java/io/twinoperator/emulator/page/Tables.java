package io.twinoperator.emulator.page;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.List;

/** Tables that say what they hold, and on a narrow screen scroll by themselves. */
final class Tables {
  private Tables() {}

  /** A table; without rows it is the words {@code empty}. */
  static DomContent of(String caption, List<String> columns, List<TrTag> rows, String empty) {
    if (rows.isEmpty()) {
      return p(empty).withClass("empty");
    }
    return div()
        .withClass("scroll")
        .attr("role", "region")
        .attr("aria-label", caption)
        .attr("tabindex", "0")
        .with(
            table()
                .with(
                    caption(caption),
                    thead(tr(each(columns, name -> th(name).attr("scope", "col")))),
                    tbody(each(rows, row -> row))));
  }

  /** The cell that names its row. */
  static DomContent rowHead(DomContent content) {
    return th().attr("scope", "row").with(content);
  }

  /** A number, set flush right. */
  static TdTag number(String text) {
    return td(text).withClass("number");
  }

  /** Text that reads as code: JSON, paths, queries. */
  static TdTag code(String text) {
    return td().with(j2html.TagCreator.code(text));
  }
}
