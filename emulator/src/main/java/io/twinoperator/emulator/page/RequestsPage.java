package io.twinoperator.emulator.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.p;

import io.twinoperator.emulator.http.RecentRequest;
import io.twinoperator.emulator.http.RecentRequests;
import java.util.List;

/** What clients asked last, of every hub. */
final class RequestsPage {
  private RequestsPage() {}

  static String render(Visit visit, RecentRequests recent) {
    List<RecentRequest> requests = recent.newestFirst();
    return Frame.around(
        visit,
        "Requests",
        Address.REQUESTS,
        p("What clients asked the service API of all hubs, without tokens and without the values of"
                + " a query that could hold one. The latency is the emulator's own share.")
            .withClass("lead"),
        div()
            .with(
                RequestTable.of(
                    visit,
                    "The last " + requests.size() + " of " + recent.total() + " requests",
                    requests)));
  }
}
