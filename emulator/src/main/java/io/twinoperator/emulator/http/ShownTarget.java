package io.twinoperator.emulator.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request's target as it may be shown. Of the query only what is known to be harmless keeps its
 * value: a signature may stand there under any name.
 */
final class ShownTarget {
  private static final int MAX_LENGTH = 200;
  private static final String LEFT_OUT = "…";
  private static final Set<String> HARMLESS =
      Set.of("api-version", "top", "jobType", "jobStatus", "iothub-no-client-cert");
  private static final Pattern NAME = Pattern.compile("[A-Za-z-]{1,32}");

  private ShownTarget() {}

  /** The target without secrets, cut after 200 characters. */
  static String of(String target) {
    int question = target.indexOf('?');
    String shown =
        question < 0
            ? path(target)
            : path(target.substring(0, question)) + "?" + query(target.substring(question + 1));
    return shown.length() <= MAX_LENGTH ? shown : shown.substring(0, MAX_LENGTH) + LEFT_OUT;
  }

  // A client that puts its token or connection string into the path is wrong, but not to be
  // exposed.
  private static String path(String path) {
    String text = UrlText.decode(path).orElse(path).toLowerCase(Locale.ROOT);
    return text.contains("sig=") || text.contains("sharedaccess") ? "/" + LEFT_OUT : path;
  }

  private static String query(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(ShownTarget::parameter)
        .collect(Collectors.joining("&"));
  }

  private static String parameter(String parameter) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    if (equals >= 0 && HARMLESS.contains(name)) {
      return name + "=" + path(parameter.substring(equals + 1));
    }
    return equals >= 0 && NAME.matcher(name).matches() ? name + "=" + LEFT_OUT : LEFT_OUT;
  }
}
