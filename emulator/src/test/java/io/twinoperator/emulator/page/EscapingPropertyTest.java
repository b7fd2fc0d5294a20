package io.twinoperator.emulator.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.http.HubDirectory;
import io.twinoperator.emulator.http.RecentRequests;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Whatever stands in ids, values and addresses is text on the page and never markup. */
class EscapingPropertyTest {
  private final SteppedClock clock = new SteppedClock();
  private final EmulatedHub hub =
      new EmulatedHub("localhost", HubSettings.defaults(), clock, clock.agenda());
  private final EmulatorSite site =
      new EmulatorSite(new HubDirectory(List.of(hub)), new RecentRequests(), clock, clock);

  @Property(tries = 200)
  void anIdLeadsToItsOwnTwin(@ForAll("ids") String id) {
    delete();
    hub.identities().create(ClientId.device(id), JsonNodeFactory.instance.objectNode());
    Document list = page("/_emulator/devices", Map.of());
    Element link = list.selectFirst("tbody th a");
    assertThat(link.wholeText()).isEqualTo(id);
    assertThat(page("/_emulator/twin", parameters(link.attr("href"))).selectFirst("h1").wholeText())
        .isEqualTo(id);
  }

  @Property(tries = 200)
  void aValueIsTextAndNoMarkup(@ForAll("texts") String value) {
    delete();
    hub.identities().create(ClientId.device("d"), JsonNodeFactory.instance.objectNode());
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.putObject("tags").put("a", value);
    twin.putObject("properties").putObject("desired").put("b", value);
    hub.twins().patch(ClientId.device("d"), twin, new IfMatch.Absent());
    Document page = page("/_emulator/twin", Map.of("device", "d"));
    assertThat(page.selectFirst("tbody td code").wholeText())
        .isEqualTo(JsonNodeFactory.instance.textNode(value).toString());
    assertOnlyOurMarkup(page);
  }

  @Property(tries = 200)
  void whatIsAskedForIsTextAndNoMarkup(@ForAll("texts") String text) {
    for (String path : List.of("/", "/_emulator/devices", "/_emulator/twin", "/_emulator/jobs")) {
      for (String name : List.of("hub", "device", "module", "id", "where", "connection", "after")) {
        assertOnlyOurMarkup(page(path, Map.of(name, text)));
      }
    }
  }

  private void delete() {
    hub.identities()
        .list(1)
        .forEach(
            device ->
                hub.identities()
                    .delete(
                        ClientId.device(device.path("deviceId").textValue()), new IfMatch.Any()));
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.strings()
        .withCharRange('a', 'c')
        .withChars("AZ09-:.+%_#*?!(),=@;$'")
        .ofMinLength(1)
        .ofMaxLength(128);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> markup =
        Arbitraries.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' autofocus onfocus='alert(1)",
            "</pre></code><h1>",
            "&lt;b&gt;",
            "javascript:alert(1)",
            "<!--",
            "]]>");
    Arbitrary<String> any =
        Arbitraries.strings()
            .withChars("<>&\"'/= ;()`{}")
            .withCharRange('a', 'f')
            .withChars('é', '\u2028')
            .ofMaxLength(40);
    return Arbitraries.oneOf(markup, any);
  }

  private static void assertOnlyOurMarkup(Document page) {
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("img, b, style, iframe")).isEmpty();
    assertThat(page.getAllElements())
        .allSatisfy(
            element -> {
              assertThat(element.attributes().asList())
                  .noneMatch(attribute -> attribute.getKey().startsWith("on"));
              assertThat(element.attr("href")).doesNotStartWith("javascript");
            });
  }

  private Document page(String path, Map<String, String> parameters) {
    return Jsoup.parse(site.get(path, parameters).orElseThrow().body());
  }

  private static Map<String, String> parameters(String href) {
    Map<String, String> parameters = new java.util.HashMap<>();
    for (String pair : URI.create(href).getRawQuery().split("&", -1)) {
      int equals = pair.indexOf('=');
      parameters.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return parameters;
  }
}
