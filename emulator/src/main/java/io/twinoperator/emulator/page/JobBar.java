package io.twinoperator.emulator.page;

import static j2html.TagCreator.tag;

import com.fasterxml.jackson.databind.JsonNode;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A job's devices as a bar. It is an SVG with attributes, for the page allows no styles but those
 * of its sheet.
 *
 * @param succeeded devices done
 * @param failed devices that could not be done
 * @param running devices being done
 * @param pending devices still to do
 */
record JobBar(long succeeded, long failed, long running, long pending) {

  /** From {@code deviceJobStatistics} of a job. */
  static JobBar of(JsonNode job) {
    JsonNode statistics = job.path("deviceJobStatistics");
    return new JobBar(
        statistics.path("succeededCount").longValue(),
        statistics.path("failedCount").longValue(),
        statistics.path("runningCount").longValue(),
        statistics.path("pendingCount").longValue());
  }

  long devices() {
    return succeeded + failed + running + pending;
  }

  /** The same for people who do not see it. */
  String words() {
    if (devices() == 0) {
      return "no devices";
    }
    List<String> parts = new ArrayList<>();
    add(parts, succeeded, "succeeded");
    add(parts, failed, "failed");
    add(parts, running, "running");
    add(parts, pending, "pending");
    return String.join(", ", parts) + " of " + devices();
  }

  DomContent svg() {
    ContainerTag<?> svg =
        tag("svg")
            .withClass("bar")
            .attr("role", "img")
            .attr("aria-label", words())
            .attr("viewBox", "0 0 100 8")
            .attr("preserveAspectRatio", "none");
    svg.with(part("rest", 0, 100));
    double from = 0;
    from = add(svg, "good", from, succeeded);
    from = add(svg, "bad", from, failed);
    add(svg, "busy", from, running);
    return svg;
  }

  private double add(ContainerTag<?> svg, String name, double from, long count) {
    double width = devices() == 0 ? 0 : 100.0 * count / devices();
    if (width > 0) {
      svg.with(part(name, from, width));
    }
    return from + width;
  }

  private static DomContent part(String name, double from, double width) {
    return tag("rect")
        .withClass(name)
        .attr("x", number(from))
        .attr("y", "0")
        .attr("width", number(width))
        .attr("height", "8");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static void add(List<String> parts, long count, String word) {
    if (count > 0) {
      parts.add(count + " " + word);
    }
  }
}
