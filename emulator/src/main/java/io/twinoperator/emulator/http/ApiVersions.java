package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.ServiceRules.UnlistedApiVersion;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The versions that occur in the history of the SDK for .NET and of the CLI's extension; 2020-03-13
 * also in recordings of a live hub. All are served alike. What a hub makes of any other is not
 * published.
 */
final class ApiVersions {
  private static final Pattern FORM = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");
  private static final Set<String> LISTED =
      Set.of(
          "2016-02-03",
          "2016-11-14",
          "2017-06-30",
          "2018-04-01",
          "2018-06-30",
          "2019-03-30",
          "2019-07-01-preview",
          "2019-10-01",
          "2020-03-13",
          "2020-05-31-preview",
          "2020-09-30",
          "2021-04-12",
          "2021-06-30-preview",
          "2024-03-31");

  private ApiVersions() {}

  static boolean isServed(String version, UnlistedApiVersion unlisted) {
    boolean listed = LISTED.contains(version);
    return switch (unlisted) {
      case REFUSED -> listed;
      case SERVED -> listed || FORM.matcher(version).matches();
    };
  }
}
