package io.twinoperator.emulator.fault;

import io.twinoperator.emulator.fault.FaultKind.Moment;
import io.twinoperator.emulator.hub.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rules from text: {@code operation=PATCH_TWIN,status=503,probability=0.1,count=5,device=sensor-*}
 * on the command line, the same names in JSON.
 *
 * <p>What goes wrong is exactly one of {@code status} or {@code code}, {@code reset} ({@code
 * before} or {@code after}), {@code garble} (likewise), {@code delay} and {@code queryLag}
 * (seconds), {@code connection=drop}, {@code notification=duplicate}; {@code when} ({@code before}
 * or {@code after}) goes with a status. Every method throws IllegalArgumentException; the message
 * says what to do.
 */
public final class FaultText {
  private static final Map<Integer, ErrorCode> USUAL =
      Map.of(
          400, ErrorCode.ARGUMENT_INVALID,
          401, ErrorCode.UNAUTHORIZED,
          403, ErrorCode.QUOTA_EXCEEDED,
          404, ErrorCode.DEVICE_NOT_FOUND,
          409, ErrorCode.DEVICE_ALREADY_EXISTS,
          412, ErrorCode.PRECONDITION_FAILED,
          429, ErrorCode.THROTTLED,
          500, ErrorCode.SERVER_ERROR,
          503, ErrorCode.SERVICE_UNAVAILABLE,
          504, ErrorCode.GATEWAY_TIMEOUT);
  private static final Set<String> CONDITIONS =
      Set.of("operation", "device", "hub", "probability", "count", "when");
  private static final Map<String, Function<FaultText, FaultKind>> KINDS =
      Map.of(
          "status", FaultText::answer,
          "code", FaultText::answer,
          "reset", text -> new FaultKind.Reset(moment("reset", text.value("reset"))),
          "garble", text -> new FaultKind.Garble(moment("garble", text.value("garble"))),
          "delay", text -> new FaultKind.Delay(text.seconds("delay")),
          "queryLag", text -> new FaultKind.StaleQueries(text.seconds("queryLag")),
          "connection", text -> text.only("connection", "drop", new FaultKind.DropConnection()),
          "notification",
              text ->
                  text.only("notification", "duplicate", new FaultKind.DuplicateNotification()));

  private final Map<String, String> values;

  private FaultText(Map<String, String> values) {
    this.values = values;
  }

  /** A rule from {@code name=value,name=value}. */
  public static FaultRule parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + part + "' is not of the form name=value");
      }
      String name = part.substring(0, equals).strip();
      if (values.put(name, part.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    }
    return parse(values);
  }

  /** A rule from names and values; several operations are separated by {@code |}. */
  public static FaultRule parse(Map<String, String> values) {
    return new FaultText(values).rule();
  }

  private FaultRule rule() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(CONDITIONS);
    unknown.removeAll(KINDS.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", unknown) + " is not known; use " + String.join(", ", names()));
    }
    FaultKind kind = kind();
    if (values.containsKey("when") && !(kind instanceof FaultKind.Answer)) {
      throw new IllegalArgumentException("when goes with status or code only");
    }
    return new FaultRule(
        operations(),
        given("device").map(DeviceGlob::new),
        given("hub"),
        given("probability").map(text -> number("probability", text)).orElse(1.0),
        given("count")
            .map(text -> OptionalLong.of(whole("count", text)))
            .orElse(OptionalLong.empty()),
        kind);
  }

  private FaultKind kind() {
    List<String> given = new ArrayList<>(values.keySet());
    given.retainAll(KINDS.keySet());
    boolean statusAndCode = given.size() == 2 && given.containsAll(List.of("status", "code"));
    if (given.size() != 1 && !statusAndCode) {
      throw new IllegalArgumentException(
          "give exactly one of "
              + String.join(", ", new TreeSet<>(KINDS.keySet()))
              + ", not "
              + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    return Optional.ofNullable(KINDS.get(given.get(0))).orElseThrow().apply(this);
  }

  private FaultKind answer() {
    Moment when = given("when").map(text -> moment("when", text)).orElse(Moment.BEFORE);
    Optional<ErrorCode> byCode = given("code").map(text -> byDigits(whole("code", text)));
    Optional<Long> status = given("status").map(text -> whole("status", text));
    ErrorCode error = byCode.orElseGet(() -> usual(status.orElseThrow()));
    if (status.isPresent() && status.get() != error.httpStatus()) {
      throw new IllegalArgumentException(
          "code " + error.digits() + " has status " + error.httpStatus() + ", not " + status.get());
    }
    return new FaultKind.Answer(error, when);
  }

  private static ErrorCode usual(long status) {
    return Optional.ofNullable(USUAL.get((int) status))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "status " + status + " is not known; use " + new TreeSet<>(USUAL.keySet())));
  }

  private static ErrorCode byDigits(long digits) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.digits() == digits)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "code "
                        + digits
                        + " is not known; use "
                        + Arrays.stream(ErrorCode.values())
                            .map(ErrorCode::digits)
                            .sorted()
                            .toList()));
  }

  private Set<String> operations() {
    return given("operation").stream()
        .flatMap(text -> Arrays.stream(text.split("\\|", -1)))
        .map(name -> name.strip().toUpperCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private Duration seconds(String name) {
    double seconds = number(name, value(name));
    if (!(seconds > 0 && seconds <= Duration.ofDays(1).toSeconds())) {
      throw new IllegalArgumentException(
          name + " is " + value(name) + ": use seconds, more than 0 and at most 86400");
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private FaultKind only(String name, String word, FaultKind kind) {
    if (!value(name).equals(word)) {
      throw new IllegalArgumentException(name + " is '" + value(name) + "': use " + word);
    }
    return kind;
  }

  private static Moment moment(String name, String text) {
    return switch (text) {
      case "before" -> Moment.BEFORE;
      case "after" -> Moment.AFTER;
      default ->
          throw new IllegalArgumentException(name + " is '" + text + "': use before or after");
    };
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + text + "', not a number", e);
    }
  }

  private static long whole(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + text + "', not a whole number", e);
    }
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private String value(String name) {
    return given(name).orElseThrow();
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(CONDITIONS);
    names.addAll(KINDS.keySet());
    return names;
  }
}
