package io.twinoperator.emulator.page;

import io.twinoperator.emulator.http.HubDirectory;
import io.twinoperator.emulator.http.RecentRequests;
import io.twinoperator.emulator.http.Site;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The page to look at, {@code /} and what is below {@code /_emulator/}. It reads and never writes,
 * shows no key, and asks for no token: the emulator's key is public.
 */
public final class EmulatorSite implements Site {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src"
          + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final HubDirectory hubs;
  private final RecentRequests recent;
  private final InstantSource hubClock;
  private final InstantSource wallClock;

  /**
   * @param hubClock the time of the hubs, in which twins and jobs are stamped
   * @param wallClock the time in which requests are stamped
   */
  public EmulatorSite(
      HubDirectory hubs, RecentRequests recent, InstantSource hubClock, InstantSource wallClock) {
    this.hubs = hubs;
    this.recent = recent;
    this.hubClock = hubClock;
    this.wallClock = wallClock;
  }

  @Override
  public Optional<Document> get(String path, Map<String, String> parameters) {
    if (path.equals(Address.STYLE.path())) {
      return Optional.of(document(200, "text/css", Resource.read("page.css")));
    }
    if (path.equals(Address.SCRIPT.path())) {
      return Optional.of(document(200, "text/javascript", Resource.read("page.js")));
    }
    if (path.equals(Address.ICON.path())) {
      return Optional.of(document(200, "image/svg+xml", Resource.read("icon.svg")));
    }
    return page(path, parameters);
  }

  private Optional<Document> page(String path, Map<String, String> parameters) {
    String wanted = parameters.getOrDefault("hub", "localhost");
    Optional<EmulatedHub> hub = hubs.named(wanted);
    Visit visit =
        new Visit(
            hubs.all(),
            hub.orElseGet(() -> hubs.all().get(0)),
            parameters,
            new Age(hubClock.instant()),
            new Age(wallClock.instant()));
    Optional<Page> page = page(path);
    if (page.isPresent() && hub.isEmpty()) {
      return Optional.of(notFound(visit, "No hub is called '" + wanted + "'."));
    }
    return page.map(known -> rendered(known, visit));
  }

  /** Renders; throws {@link HubError} where something is not there. */
  @FunctionalInterface
  private interface Page {
    String render(Visit visit);
  }

  private Optional<Page> page(String path) {
    if (path.equals(Address.OVERVIEW.path())) {
      return Optional.of(visit -> OverviewPage.render(visit, recent));
    }
    if (path.equals(Address.DEVICES.path())) {
      return Optional.of(DevicesPage::render);
    }
    if (path.equals(Address.TWIN.path())) {
      return Optional.of(EmulatorSite::twin);
    }
    if (path.equals(Address.JOBS.path())) {
      return Optional.of(JobsPage::render);
    }
    return path.equals(Address.REQUESTS.path())
        ? Optional.of(visit -> RequestsPage.render(visit, recent))
        : Optional.empty();
  }

  private static String twin(Visit visit) {
    return TwinPage.render(
        visit,
        new ClientId(
            visit.parameters().getOrDefault("device", ""),
            Optional.ofNullable(visit.parameters().get("module")).filter(id -> !id.isEmpty())));
  }

  private static Document rendered(Page page, Visit visit) {
    try {
      return document(200, "text/html", page.render(visit));
    } catch (HubError refused) {
      return notFound(visit, String.valueOf(refused.getMessage()));
    }
  }

  private static Document notFound(Visit visit, String what) {
    return document(404, "text/html", NotFoundPage.render(visit, what));
  }

  private static Document document(int status, String type, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", type + "; charset=utf-8");
    headers.put("Cache-Control", "no-store");
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    return new Document(status, headers, body);
  }
}
