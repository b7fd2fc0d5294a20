package io.twinoperator.emulator.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, where there is one. {@code -Dpage.screenshots=DIR} keeps the
 * pictures.
 */
class BrowserTest {
  @TempDir static Path temp;

  private static Optional<Browser> browser = Optional.empty();
  private static Optional<Scene> scene = Optional.empty();

  @BeforeAll
  static void start() {
    browser = Browser.find(temp.resolve("profile"));
    if (browser.isEmpty()) {
      System.out.println("SKIPPED BrowserTest: " + Browser.MISSING);
    }
    assumeTrue(browser.isPresent(), Browser.MISSING);
    scene = Optional.of(new Scene());
  }

  @AfterAll
  static void stop() {
    scene.ifPresent(Scene::close);
  }

  @Test
  void theOverviewIsShown() throws Exception {
    Document page = dom("/");
    assertThat(page.selectFirst("h1").text()).isEqualTo(Scene.HUB);
    assertThat(page.select("svg.bar rect.good")).isNotEmpty();
    // Only the script takes this away: it was let in by the page's own policy.
    assertThat(page.getElementById("refresh").hasAttr("hidden")).isFalse();
    screenshot("page", "/", 1240, 1420);
  }

  @Test
  void aTwinIsShown() throws Exception {
    String target = "/_emulator/twin?hub=" + Scene.HUB + "&device=sensor-temp-042";
    assertThat(dom(target).select("tr.newest")).isNotEmpty();
    screenshot("page-twin", target, 1240, 1100);
  }

  @Test
  void thePageFitsATelephone() throws Exception {
    screenshot("page-telephone", "/_emulator/devices", 500, 900);
  }

  private static Document dom(String target) throws Exception {
    return Jsoup.parse(browser.orElseThrow().dom(scene.orElseThrow().emulator(), target));
  }

  private static void screenshot(String name, String target, int width, int height)
      throws Exception {
    Path directory = Path.of(System.getProperty("page.screenshots", temp.toString()));
    Files.createDirectories(directory);
    Path file = directory.resolve(name + ".png");
    browser.orElseThrow().screenshot(scene.orElseThrow().emulator(), target, width, height, file);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(width);
  }
}
