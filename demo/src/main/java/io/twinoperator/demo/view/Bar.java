package io.twinoperator.demo.view;

import io.twinoperator.demo.event.ObjectState.Tally;
import java.util.List;

/**
 * Devices drawn as a row of cells; all bars of a rollout have one scale, so that the waves stand
 * above their place in the whole.
 */
record Bar(int devices, int columns) {

  /** What a cell stands for, as a glyph that can be told apart without colours too. */
  enum Part {
    CONVERGED('█', Style.GOOD, "converged"),
    IN_FLIGHT('▓', Style.BUSY, "in flight"),
    FAILED('▚', Style.BAD, "failed"),
    DEFERRED('▒', Style.AWAY, "deferred"),
    STRAGGLER('▤', Style.FOLLOWED, "stragglers"),
    CLAIMED('▞', Style.CLAIMED, "claimed"),
    UNDOING('▨', Style.UNDOING, "to undo"),
    UNDONE('▥', Style.UNDONE, "undone"),
    PENDING('░', Style.PENDING, "pending");

    private final char glyph;
    private final Style style;
    private final String word;

    Part(char glyph, Style style, String word) {
      this.glyph = glyph;
      this.style = style;
      this.word = word;
    }

    char glyph() {
      return glyph;
    }

    Style style() {
      return style;
    }

    String word() {
      return word;
    }

    /** Whether it is named even where there is none: what each rollout may have. */
    boolean isUsual() {
      return switch (this) {
        case CONVERGED, IN_FLIGHT, FAILED, DEFERRED, CLAIMED, PENDING -> true;
        case STRAGGLER, UNDOING, UNDONE -> false;
      };
    }

    int of(Tally tally) {
      return switch (this) {
        case CONVERGED -> tally.converged();
        case IN_FLIGHT -> tally.inFlight();
        case FAILED -> tally.failed();
        case DEFERRED -> tally.deferred();
        case STRAGGLER -> tally.stragglers();
        case CLAIMED -> tally.claimed();
        case UNDOING -> tally.undoing();
        case UNDONE -> tally.undone();
        case PENDING -> tally.pending();
      };
    }
  }

  /** Parts in the order in which they are drawn. */
  static final List<Part> PARTS = List.of(Part.values());

  /** A scale for that many devices in at most so many columns. */
  Bar {
    columns = devices > 0 && columns > devices ? columns / devices * devices : columns;
  }

  /**
   * Some of the devices, at their place.
   *
   * @param first number of devices left of them
   */
  Line draw(int first, Tally tally) {
    Line line = Line.empty().plus(" ".repeat(column(first)), Style.PLAIN);
    int from = first;
    for (Part part : PARTS) {
      int to = from + part.of(tally);
      line =
          line.plus(String.valueOf(part.glyph()).repeat(column(to) - column(from)), part.style());
      from = to;
    }
    return line.plus(" ".repeat(Math.max(0, columns - line.width())), Style.PLAIN);
  }

  private int column(int device) {
    return devices == 0 ? 0 : Math.min(columns, Math.round((float) device * columns / devices));
  }
}
