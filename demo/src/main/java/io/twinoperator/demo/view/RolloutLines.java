package io.twinoperator.demo.view;

import io.twinoperator.demo.event.ObjectState.JobState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import io.twinoperator.demo.event.ObjectState.Tally;
import io.twinoperator.demo.event.ObjectState.WaveState;
import io.twinoperator.demo.view.Bar.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws one rollout: its phase, a bar for each wave and one for all, jobs, claims and failures. */
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
    }
    if (rollout.plan() == null || hasStopped()) {
      lines.add(label("").plus(rollout.message(), phase()));
    }
    if (!isOnlyPlanned() && rollout.counts().total() > 0) {
      lines.addAll(bars());
      lines.add(counts());
      lines.addAll(details());
    }
    return lines;
  }

  /** In one line, when there is another to be looked at. */
  Line folded() {
    return title().plus("  " + rollout.message(), Style.FAINT);
  }

  private Line title() {
    return Line.empty()
        .cell("FleetRollout", LABEL + 4, Style.HEADING)
        .cell(rollout.name(), NAME - LABEL + 6, Style.STRONG)
        .plus(rollout.phase(), phase());
  }

  private Line heading() {
    Line line = title();
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
      case "Succeeded", "SucceededWithStragglers" -> Style.GOOD;
      case "Paused", "Aborting", "Aborted", "RolledBackWithExceptions" -> Style.BAD;
      case "RollingBack" -> Style.UNDOING;
      case "RolledBack" -> Style.UNDONE;
      case PLANNED, "Pending" -> Style.FAINT;
      default -> Style.BUSY;
    };
  }

  /** Whether the message says why it does not simply go on. */
  private boolean hasStopped() {
    return switch (rollout.phase()) {
      case "Paused",
          "Blocked",
          "Queued",
          "Aborting",
          "Aborted",
          "RollingBack",
          "RolledBack",
          "RolledBackWithExceptions",
          "SucceededWithStragglers" ->
          true;
      default -> false;
    };
  }

  private List<Line> bars() {
    Bar bar = new Bar(rollout.counts().total(), Math.min(WIDEST, columns - LABEL - TAIL));
    List<Line> lines = new ArrayList<>();
    int first = 0;
    for (WaveState wave : rollout.waves()) {
      lines.add(label(wave.name()).plus(bar.draw(first, parts(wave))).plus(progress(wave)));
      first += wave.devices();
    }
    lines.add(label("all").plus(bar.draw(0, rollout.counts())).plus(progress(), Style.STRONG));
    return lines;
  }

  private String progress() {
    Tally all = rollout.counts();
    return isUndone()
        ? "  %d of %d undone".formatted(all.undone(), all.undoing() + all.undone())
        : "  %d of %d converged".formatted(all.converged(), all.total());
  }

  private Line progress(WaveState wave) {
    if (isUndone() && isBegun(wave)) {
      boolean done = rollout.counts().undoing() == 0;
      return Line.empty()
          .plus(done ? "  undone" : "  to undo", done ? Style.UNDONE : Style.UNDOING);
    }
    return Line.empty()
        .plus("  %d of %d ".formatted(wave.converged(), wave.devices()), Style.PLAIN)
        .plus(wave.state(), wave(wave.state()));
  }

  private boolean isUndone() {
    return rollout.counts().undoing() + rollout.counts().undone() > 0;
  }

  private static boolean isBegun(WaveState wave) {
    return !wave.state().equals("Pending");
  }

  private static Style wave(String state) {
    return switch (state) {
      case "Succeeded" -> Style.GOOD;
      case "Pending" -> Style.FAINT;
      case "NoEvidence", "Breached" -> Style.BAD;
      default -> Style.BUSY;
    };
  }

  /**
   * A wave's devices. Status counts claimed, deferred and undone ones for the rollout as a whole;
   * when one wave alone has devices that are nothing else, they are these. Of several waves that
   * are undone no device is drawn as undone before all are.
   */
  private Tally parts(WaveState wave) {
    int others = others(wave);
    Tally all = rollout.counts();
    boolean isTheOne =
        isBegun(wave)
            && rollout.waves().stream()
                    .filter(RolloutLines::isBegun)
                    .filter(other -> others(other) > 0)
                    .count()
                == 1;
    int claimed = isTheOne ? Math.min(others, all.claimed()) : 0;
    int deferred = isTheOne ? Math.min(others - claimed, all.deferred()) : 0;
    int stragglers = isTheOne ? Math.min(others - claimed - deferred, all.stragglers()) : 0;
    int left = others - claimed - deferred - stragglers;
    int undo = isBegun(wave) ? Math.min(left, all.undoing() + all.undone()) : 0;
    return new Tally(
        wave.devices(),
        wave.converged(),
        wave.inFlight(),
        wave.failed(),
        deferred,
        stragglers,
        claimed,
        all.undoing() > 0 ? undo : 0,
        all.undoing() > 0 ? 0 : undo,
        left - undo);
  }

  private static int others(WaveState wave) {
    return Math.max(0, wave.devices() - wave.converged() - wave.inFlight() - wave.failed());
  }

  /**
   * Counts that are a legend too; where there is little room, or a rollout is undone, only of what
   * there is.
   */
  private Line counts() {
    boolean wide = columns >= WIDE;
    Line line = wide ? label("") : Line.empty().plus("  ", Style.PLAIN);
    for (Part part : Bar.PARTS) {
      int count = part.of(rollout.counts());
      if (count > 0 || (wide && part.isUsual() && !isUndone())) {
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
    if (!active.isEmpty() || rollout.jobsFinished() > 0) {
      String ended = (active.isEmpty() ? "" : "; ") + rollout.jobsFinished() + " ended";
      lines.add(label("jobs").plus(active, Style.BUSY).plus(ended, Style.FAINT));
    }
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
