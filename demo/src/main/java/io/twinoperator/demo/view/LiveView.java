package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Draws the dashboard on a terminal, over and over in the same place. */
public final class LiveView implements Audience {
  private static final long PERIOD_MILLIS = 200;

  /** Whether the terminal's colours are used. */
  public enum Colours {
    YES,
    NO
  }

  private final PrintStream out;
  private final Ansi ansi;
  private final Supplier<Frame.Size> size;
  private final InstantSource clock;
  private final long start;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "live-view");
            daemon.setDaemon(true);
            return daemon;
          });
  private final ScheduledFuture<?> drawing;
  private Dashboard shown = Dashboard.empty();
  private int drawn;
  private boolean closed;

  private LiveView(PrintStream out, Ansi ansi, Supplier<Frame.Size> size, InstantSource clock) {
    this.out = out;
    this.ansi = ansi;
    this.size = size;
    this.clock = clock;
    this.start = clock.millis();
    out.print(Ansi.HIDE_CURSOR);
    Runtime.getRuntime().addShutdownHook(new Thread(this::showCursor, "cursor"));
    drawing =
        thread.scheduleWithFixedDelay(
            this::redraw, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Starts to draw on the terminal of this process. */
  public static LiveView on(PrintStream terminal, Colours colours, InstantSource clock) {
    Ansi ansi =
        switch (colours) {
          case YES -> Ansi.COLOURS;
          case NO -> Ansi.NO_COLOURS;
        };
    return new LiveView(terminal, ansi, new TerminalSize(clock), clock);
  }

  @Override
  public synchronized void accept(Event event) {
    shown = shown.with(event);
  }

  private synchronized void redraw() {
    if (closed) {
      return;
    }
    Frame.Size now = size.get();
    // The cursor needs the last row for itself.
    var lines =
        Frame.draw(shown, new Frame.Size(now.columns(), now.rows() - 1), clock.millis() - start);
    out.print(ansi.redraw(Math.min(drawn, now.rows() - 1), lines));
    out.flush();
    drawn = lines.size();
  }

  /** Draws a last time and gives the cursor back; what is printed now comes below. */
  @Override
  public void close() {
    drawing.cancel(false);
    thread.shutdown();
    synchronized (this) {
      redraw();
      closed = true;
      showCursor();
    }
  }

  private void showCursor() {
    out.print(Ansi.SHOW_CURSOR);
    out.flush();
  }
}
