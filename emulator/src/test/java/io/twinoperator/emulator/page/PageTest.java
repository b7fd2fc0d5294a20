package io.twinoperator.emulator.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.http.Caller.Reply;
import io.twinoperator.emulator.hub.ClientId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page over the socket, read by a parser of HTML as browsers read it. */
class PageTest {
  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  @Test
  void theOverviewCountsAndShowsJobsDevicesAndRequests() {
    Document page = page("/");
    assertThat(page.selectFirst("h1").text()).isEqualTo(Scene.HUB);
    assertThat(tile(page, "Devices")).isEqualTo("62");
    assertThat(tile(page, "Connected")).isEqualTo("56");
    assertThat(tile(page, "Disabled")).isEqualTo("1");
    assertThat(tile(page, "Unfinished jobs")).isEqualTo("1");
    assertThat(tile(page, "Tier")).isEqualTo("S1 × 1");
    assertThat(page.select("h2").eachText()).containsExactly("Jobs", "Devices", "Requests");
    assertThat(page.select("a[href^=/_emulator/devices]").eachText()).contains("All 62 devices");
  }

  @Test
  void aJobsBarIsItsStatistics() {
    Document page = page("/_emulator/jobs");
    Element running = row(page, "firmware-1-4-2");
    assertThat(running.selectFirst(".state").text()).isEqualTo("running");
    assertThat(running.selectFirst("svg").attr("aria-label"))
        .isEqualTo("38 succeeded, 1 running, 21 pending of 60");
    assertThat(running.selectFirst("rect.good").attr("width")).isEqualTo("63.33");
    assertThat(running.selectFirst("rect.busy").attr("x")).isEqualTo("63.33");
    assertThat(running.text()).contains("not yet");

    Element ended = row(page, "set-report-interval");
    assertThat(ended.selectFirst("svg").attr("aria-label")).contains("1 failed");
    assertThat(ended.select("rect.bad")).hasSize(1);
    // The newest comes first.
    assertThat(page.select("tbody th > div > span:first-child").eachText())
        .containsExactly("firmware-1-4-2", "set-report-interval");
  }

  @Test
  void devicesArePaged() {
    Document first = page("/_emulator/devices");
    assertThat(first.selectFirst("caption").text()).isEqualTo("62 devices");
    List<String> firstIds = first.select("tbody th").eachText();
    assertThat(firstIds).hasSize(DevicesPage.PAGE_SIZE).isSorted();

    Document second = page(first.selectFirst("a[rel=next]").attr("href"));
    List<String> secondIds = second.select("tbody th").eachText();
    assertThat(secondIds).hasSize(12).doesNotContainAnyElementsOf(firstIds);
    assertThat(second.select("a[rel=next]")).isEmpty();
    assertThat(second.select("nav.pages a").eachText()).containsExactly("First page");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id=TEMP-042                                         | 1",
        "connection=Disconnected                             | 6",
        "connection=Connected&id=sensor-temp-042             | 1",
        "where=deviceId%20IN%20%5B%27sensor-temp-042%27%2C%27none%27%5D | 1",
        "where=tags.location.floor%20%3D%20%27no%20such%20floor%27 | 0",
        "where=*                                             | 62",
      })
  void devicesAreFiltered(String query, int fitting) {
    Document page = page("/_emulator/devices?" + query.strip());
    if (fitting == 0) {
      assertThat(page.select("table")).isEmpty();
      assertThat(page.selectFirst(".empty").text()).isEqualTo("No device fits.");
    } else {
      assertThat(page.selectFirst("caption").text()).startsWith(fitting + " devices");
    }
  }

  @Test
  void aConditionThatIsNoneIsExplainedAndStaysInTheForm() {
    Document page = page("/_emulator/devices?where=tags.a%20%3D%3D%20%22%3Cb%3E");
    assertThat(page.selectFirst("[role=alert]").text()).contains("does not understand");
    assertThat(page.selectFirst("input[name=where]").val()).isEqualTo("tags.a == \"<b>");
    assertThat(page.select("b")).isEmpty();
  }

  @Test
  void aTwinSaysWhatChangedLast() {
    Document page = page("/_emulator/twin?device=sensor-temp-042");
    Element changes = page.select("table").first();
    Element speed = row(page, "properties.desired.fan.speed");
    Element mode = row(page, "properties.desired.fan.mode");
    assertThat(speed.select("td").get(0).text()).isEqualTo("5");
    long speedVersion = Long.parseLong(speed.select("td").get(1).text());
    long modeVersion = Long.parseLong(mode.select("td").get(1).text());
    assertThat(speedVersion).isEqualTo(modeVersion + 1);
    List<String> paths = changes.select("tbody th").eachText();
    assertThat(paths.indexOf("properties.desired.fan.speed"))
        .isLessThan(paths.indexOf("properties.desired.fan.mode"));
    assertThat(page.select("pre").eachText()).anyMatch(json -> json.contains("$lastUpdated"));
    // Reported properties have no version each.
    assertThat(row(page, "properties.reported.fan.speed").select("td").get(1).text()).isEmpty();
  }

  @Test
  void modulesAreReachedFromTheirDevice() {
    Document device = page("/_emulator/twin?device=edge-gateway-01");
    assertThat(row(device, "optical-sorter").text()).contains("Disconnected", "me");
    Document module = page(row(device, "recorder").selectFirst("a").attr("href"));
    assertThat(module.selectFirst("h1").text()).isEqualTo("edge-gateway-01/recorder");
    assertThat(module.select("pre").first().text()).contains("av1");
  }

  @Test
  void requestsAreShownWithStatusAndLatencyAndWithoutSecrets() {
    Reply reply = scene.caller().raw("GET", "/_emulator/requests", "", "");
    Document page = Jsoup.parse(reply.text());
    assertThat(page.select("tbody .state").eachText())
        .contains("200", "404 DeviceNotFound", "412 PreconditionFailed", "400 ArgumentInvalid")
        .contains(
            "connection reset",
            "401 IotHubUnauthorizedAccess",
            "429 ThrottlingMaxActiveJobCountExceeded");
    assertThat(page.select("td.number").eachText())
        .allMatch(latency -> latency.matches("\\d+(\\.\\d\\d)? ms"));
    assertThat(page.select("td.path").eachText())
        .contains("/twins/x?api-version=2021-04-12&sig=…")
        .noneMatch(path -> path.contains("/_emulator"));
    assertThat(reply.text()).doesNotContain("c2VjcmV0").doesNotContain("SharedAccessSignature");
  }

  @Test
  void everyLinkLeadsSomewhereAndEveryPageIsSound() {
    Deque<String> open = new ArrayDeque<>(List.of("/"));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      String target = open.remove();
      Document page = page(target);
      check(target, page);
      for (Element link : page.select("a[href^=/]")) {
        String next = link.attr("href");
        boolean oneOfManyTwins = next.contains("device=sensor-") && !next.endsWith("042");
        if (!oneOfManyTwins && seen.add(next)) {
          open.add(next);
        }
      }
      page.select("link[href], script[src]")
          .forEach(
              part -> {
                String address = part.hasAttr("src") ? part.attr("src") : part.attr("href");
                assertThat(scene.caller().raw("GET", address, "", "").status())
                    .as(address)
                    .isEqualTo(200);
              });
    }
    assertThat(seen).hasSizeGreaterThan(10);
  }

  private static void check(String target, Document page) {
    assertThat(page.selectFirst("html").attr("lang")).as(target).isEqualTo("en");
    assertThat(page.select("h1")).as(target).hasSize(1);
    assertThat(page.select("main")).as(target).hasSize(1);
    assertThat(page.title()).as(target).endsWith("IoT Hub emulator");
    assertThat(page.select("table")).as(target).allMatch(t -> t.selectFirst("caption") != null);
    assertThat(page.select("th")).as(target).allMatch(th -> th.hasAttr("scope"));
    assertThat(page.select("input:not([type=hidden]), select"))
        .as(target)
        .allMatch(field -> field.closest("label") != null);
    assertThat(page.select("svg")).as(target).allMatch(svg -> svg.hasAttr("aria-label"));
    assertThat(page.select("[style], style, script:not([src])")).as(target).isEmpty();
    assertThat(page.select("[aria-current=page]")).as(target).hasSizeLessThan(3);
  }

  @Test
  void noKeyIsShown() {
    String id = "sensor-temp-042";
    String key = scene.emulator().hub().identities().primaryKey(ClientId.device(id)).orElseThrow();
    for (String target :
        List.of("/", "/_emulator/devices", "/_emulator/twin?device=" + id, "/_emulator/jobs")) {
      assertThat(scene.caller().raw("GET", target, "", "").text())
          .as(target)
          .doesNotContain(key)
          .doesNotContain(Base64.getEncoder().encodeToString(DevelopmentKey.bytes()));
    }
  }

  @Test
  void nothingForeignMayRunInThePage() {
    Reply reply = scene.caller().raw("GET", "/", "", "");
    assertThat(reply.header("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(reply.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.header("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_emulator/twin?device=none",
        "/_emulator/twin",
        "/_emulator/twin?device=edge-gateway-01&module=none",
        "/?hub=elsewhere.net"
      })
  void whatIsNotThereIsSaid(String target) {
    Reply reply = scene.caller().raw("GET", target, "", "");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(Jsoup.parse(reply.text()).selectFirst("[role=alert]").text()).isNotEmpty();
  }

  @Test
  void timesAreThoseOfTheHubsClock() {
    scene.clock().advance(Duration.ZERO);
    String created = row(page("/_emulator/jobs"), "firmware-1-4-2").select("time").first().text();
    assertThat(created).isEqualTo("3 s ago");
  }

  private static Document page(String target) {
    Reply reply = scene.caller().raw("GET", target, "", "");
    assertThat(reply.status()).as(target).isEqualTo(200);
    return Jsoup.parse(reply.text());
  }

  private static String tile(Document page, String name) {
    return page.select(".tiles dt").stream()
        .filter(term -> term.text().equals(name))
        .findFirst()
        .orElseThrow()
        .nextElementSibling()
        .text();
  }

  private static Element row(Document page, String head) {
    return page.select("tbody tr").stream()
        .filter(row -> (row.selectFirst("th").text() + " ").startsWith(head + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + head + " in " + page.text()));
  }
}
