package io.twinoperator.emulator.page;

import static j2html.TagCreator.span;
import static j2html.TagCreator.time;

import io.twinoperator.emulator.time.HubTime;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Times as people read them: how long ago, with the time itself behind it. */
final class Age {
  private final Instant now;

  Age(Instant now) {
    this.now = now;
  }

  /** A time as the hub writes it; what is none is shown as it is. */
  DomContent of(String hubTime) {
    if (hubTime.equals(HubTime.NEVER)) {
      return span("never").withClass("muted");
    }
    try {
      return of(Instant.parse(hubTime));
    } catch (DateTimeParseException notATime) {
      return span(hubTime);
    }
  }

  DomContent of(Instant when) {
    return time(words(Duration.between(when, now)))
        .attr("datetime", when.toString())
        .withTitle(when.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private static String words(Duration ago) {
    if (ago.isNegative()) {
      return "in " + length(ago.negated());
    }
    return ago.toSeconds() < 1 ? "just now" : length(ago) + " ago";
  }

  private static String length(Duration length) {
    if (length.toSeconds() < 120) {
      return length.toSeconds() + " s";
    }
    if (length.toMinutes() < 120) {
      return length.toMinutes() + " min";
    }
    return length.toHours() < 48 ? length.toHours() + " h" : length.toDays() + " days";
  }
}
