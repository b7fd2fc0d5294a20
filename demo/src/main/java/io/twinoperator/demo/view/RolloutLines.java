package io.twinoperator.demo.view;

import io.twinoperator.demo.event.ObjectState.JobState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import io.twinoperator.demo.event.ObjectState.Tally;
import io.twinoperator.demo.event.ObjectState.WaveState;
import io.twinoperator.demo.view.Bar.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws one rollout: its phase, a bar for each wave and one for all, jobs and claims. */
final class RolloutLines {
  private static final int NAME = 22;
  private static final int LABEL = 10;
  private static final int TAIL = 24;
  private static final int WIDE = 100;
  private static final int WIDEST = 78;
  private static final String PLANNED = "Planned";

  private final RolloutState rollout;
  private final int columns;
  private final long now;

  RolloutLines(RolloutState rollout, int columns, long now) {
    this.rollout = rollout;
    this.columns = columns;
    this.now = now;
  }

  List<Line> draw() {
    List<Line> lines = new ArrayList<>();
    lines.add(heading());
    if (rollout.plan() != null) {
      lines.add(label("plan").plus(rollout.plan(), Style.FAINT));
    } else {
      lines.add(label("").plus(rollout.message(), Style.FAINT));
    }
    if (!isOnlyPlanned() && rollout.counts().total() > 0) {
      lines.addAll(bars());
      lines.add(counts());
      lines.addAll(details());
    }
    return lines;
  }

  private Line heading() {
    Line line =
        Line.empty()
            .cell("FleetRollout", LABEL + 4, Style.HEADING)
            .cell(rollout.name(), NAME - LABEL + 6, Style.STRONG)
            .plus(rollout.phase(), phase());
    Long eta = rollout.etaAt();
    return eta == null || eta <= now || isOnlyPlanned()
        ? line
        : line.plus("  about %d s left".formatted((eta - now + 999) / 1000), Style.FAINT);
  }

  /** Whether it waits for somebody to say Run. */
  private boolean isOnlyPlanned() {
    return rollout.phase().equals(PLANNED)
        && rollout.waves().stream().allMatch(wave -> wave.state().equals("Pending"));
  }

  private Style phase() {
    return switch (rollout.phase()) {
      case "Succeeded" -> Style.GOOD;
      case "Paused", "Aborting", "Aborted" -> Style.BAD;
      case PLANNED, "Pending" -> Style.FAINT;
      default -> Style.BUSY;
    };
  }

  private List<Line> bars() {
    Bar bar = new Bar(rollout.counts().total(), Math.min(WIDEST, columns - LABEL - TAIL));
    List<Line> lines = new ArrayList<>();
    int first = 0;
    for (WaveState wave : rollout.waves()) {
      lines.add(
          label(wave.name())
              .plus(bar.draw(first, parts(wave)))
              .plus("  %d of %d ".formatted(wave.converged(), wave.devices()), Style.PLAIN)
              .plus(wave.state(), wave(wave.state())));
      first += wave.devices();
    }
    lines.add(
        label("all")
            .plus(bar.draw(0, rollout.counts()))
            .plus(
                "  %d of %d converged"
                    .formatted(rollout.counts().converged(), rollout.counts().total()),
                Style.STRONG));
    return lines;
  }

  private static Style wave(String state) {
    return switch (state) {
      case "Succeeded" -> Style.GOOD;
      case "Pending" -> Style.FAINT;
      case "NoEvidence" -> Style.BAD;
      default -> Style.BUSY;
    };
  }

  /**
   * A wave's devices. Status counts claimed and deferred ones for the rollout as a whole; when one
   * wave alone has devices that are nothing else, they are these.
   */
  private Tally parts(WaveState wave) {
    int others = others(wave);
    Tally all = rollout.counts();
    boolean isTheOne =
        !wave.state().equals("Pending")
            && rollout.waves().stream()
                    .filter(other -> !other.state().equals("Pending"))
                    .filter(other -> others(other) > 0)
                    .count()
                == 1;
    int claimed = isTheOne ? Math.min(others, all.claimed()) : 0;
    int deferred = isTheOne ? Math.min(others - claimed, all.deferred()) : 0;
    return new Tally(
        wave.devices(),
        wave.converged(),
        wave.inFlight(),
        wave.failed(),
        deferred,
        claimed,
        others - claimed - deferred);
  }

  private static int others(WaveState wave) {
    return Math.max(0, wave.devices() - wave.converged() - wave.inFlight() - wave.failed());
  }

  /** Counts that are a legend too; where there is little room, only of what there is. */
  private Line counts() {
    boolean wide = columns >= WIDE;
    Line line = wide ? label("") : Line.empty().plus("  ", Style.PLAIN);
    for (Part part : Bar.PARTS) {
      int count = part.of(rollout.counts());
      if (wide || count > 0) {
        line =
            line.plus(part.glyph() + " ", part.style())
                .plus("%d %s".formatted(count, part.word()), count > 0 ? part.style() : Style.FAINT)
                .plus(wide ? "  " : " ", Style.PLAIN);
      }
    }
    return line;
  }

  private List<Line> details() {
    List<Line> lines = new ArrayList<>();
    String active =
        rollout.jobs().stream().map(RolloutLines::job).collect(Collectors.joining(", "));
    lines.add(
        label("jobs")
            .plus(active, Style.BUSY)
            .plus((active.isEmpty() ? "" : "; ") + rollout.jobsFinished() + " ended", Style.FAINT));
    rollout.claimed().forEach(who -> lines.add(label("claimed").plus(who, Style.CLAIMED)));
    rollout.failures().forEach(who -> lines.add(label("failed").plus(who, Style.BAD)));
    return lines;
  }

  private static String job(JobState job) {
    return "%s %s, %d device%s"
        .formatted(job.id(), job.status(), job.devices(), job.devices() == 1 ? "" : "s");
  }

  private static Line label(String text) {
    return Line.empty().cell(text.isEmpty() ? "" : "  " + text, LABEL, Style.FAINT);
  }
}
