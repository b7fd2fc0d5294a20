package io.twinoperator.emulator.page;

import static j2html.TagCreator.code;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import io.twinoperator.emulator.http.RecentRequest;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Requests of the service API, a line each. */
final class RequestTable {
  private static final List<String> COLUMNS =
      List.of("Method", "Path", "Status", "Latency", "When");

  private RequestTable() {}

  static DomContent of(Visit visit, String caption, List<RecentRequest> requests) {
    return Tables.of(
        caption,
        COLUMNS,
        requests.stream().map(request -> row(visit, request)).toList(),
        "No client has called the service API yet.");
  }

  private static TrTag row(Visit visit, RecentRequest request) {
    return tr().with(
            td().with(code(request.method()).withClass("method")),
            td().withClass("path").with(code(request.target())),
            status(request),
            Tables.number(milliseconds(request.latency())),
            td().with(visit.wallAge().of(request.time())));
  }

  private static TdTag status(RecentRequest request) {
    if (request.status().isEmpty()) {
      return td().with(span("connection reset").withClass("state bad"));
    }
    int status = request.status().getAsInt();
    String text = status + request.errorCode().map(name -> " " + name).orElse("");
    return td().with(span(text).withClass("state " + colour(status)));
  }

  private static String colour(int status) {
    if (status < 300) {
      return "good";
    }
    return status < 500 ? "warn" : "bad";
  }

  private static String milliseconds(Duration latency) {
    double ms = latency.toNanos() / 1e6;
    return String.format(Locale.ROOT, ms < 10 ? "%.2f ms" : "%.0f ms", ms);
  }
}
