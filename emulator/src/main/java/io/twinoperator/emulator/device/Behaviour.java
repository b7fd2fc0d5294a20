package io.twinoperator.emulator.device;

import io.twinoperator.emulator.device.Answer.Form;
import java.time.Duration;
import java.util.List;

/**
 * How a simulated device answers a change of its desired properties.
 *
 * <p>Acknowledgements have the form of IoT Plug and Play conventions: {@code {"value", "ac", "av",
 * "ad"}}, where {@code av} is the desired {@code $version} that is answered.
 */
public sealed interface Behaviour {

  /** What it reports after a change, in the order of the delays; empty when it stays silent. */
  List<Answer> answers();

  /**
   * Applies the change and reports the plain values.
   *
   * @param delay from the notification to the report
   */
  record Apply(Duration delay) implements Behaviour {
    @Override
    public List<Answer> answers() {
      return List.of(new Answer(delay, Form.PLAIN, 200, ""));
    }
  }

  /**
   * Applies the change and acknowledges each property with code 200.
   *
   * @param delay from the notification to the acknowledgement
   */
  record Acknowledge(Duration delay) implements Behaviour {
    @Override
    public List<Answer> answers() {
      return List.of(new Answer(delay, Form.WANTED, 200, "applied"));
    }
  }

  /**
   * Acknowledges with 202 first, and with 200 when it is done.
   *
   * @param accept from the notification to the 202
   * @param done from the notification to the 200
   */
  record AcceptThenApply(Duration accept, Duration done) implements Behaviour {
    /** Refuses a device that is done before it accepts. */
    public AcceptThenApply {
      if (done.compareTo(accept) < 0) {
        throw new IllegalArgumentException(
            "done (" + done + ") comes before accept (" + accept + ")");
      }
    }

    @Override
    public List<Answer> answers() {
      return List.of(
          new Answer(accept, Form.WANTED, 202, "accepted"),
          new Answer(done, Form.WANTED, 200, "applied"));
    }
  }

  /**
   * Refuses the change and keeps its values.
   *
   * @param delay from the notification to the answer
   * @param code the {@code ac} it answers, for example 400
   * @param text the {@code ad} it answers, in the device's own words
   */
  record Reject(Duration delay, int code, String text) implements Behaviour {
    @Override
    public List<Answer> answers() {
      return List.of(new Answer(delay, Form.OWN, code, text));
    }
  }

  /**
   * Acknowledges with 200, but with another value than the one asked for.
   *
   * @param delay from the notification to the acknowledgement
   */
  record Lie(Duration delay) implements Behaviour {
    @Override
    public List<Answer> answers() {
      return List.of(new Answer(delay, Form.OTHER, 200, "applied"));
    }
  }

  /** Is connected and never answers. */
  record Silent() implements Behaviour {
    @Override
    public List<Answer> answers() {
      return List.of();
    }
  }
}
