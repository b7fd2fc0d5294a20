package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What counts as a device's confirmation, where it stands, and how long it may take. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConvergenceSpec(
    @JsonPropertyDescription(
            "What counts as the device's confirmation of a desired property. Auto: an IoT Plug and Play acknowledgement (value, ac, av, ad) of the written version, or, where there is none, an equal reported value. Acknowledged: an acknowledgement alone. Equal: an equal reported value alone; of an acknowledgement its value is taken and its code ignored. None: nothing is awaited, and stored by the hub is all that is ever claimed. Auto is the default because it takes every device at its word, whether or not it acknowledges.")
        @Default("Auto")
        @Nullable Rule rule,
    @JsonPropertyDescription(
            "How long a device that is online may leave a property unconfirmed; then it is Unverifiable, never a success, and a person must look. It runs from our write, or from when the device was first seen online after it, and begins anew when the device was away, the hub did not answer or a clock jumped; an answer of code 202 stops it. 1s to 168h. 15m is the default because a hub takes up to six minutes to notice that a device of the SDKs' longest keep-alive (230 s, times 1.5) has lost its power: by then it is Offline and not blamed.")
        @Default("15m")
        @Size(min = 2, max = 32)
        @Pattern(Api.DURATION_PATTERN)
        @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('168h')",
            message = "deadline must be 1s to 168h")
        @Nullable String deadline,
    @JsonPropertyDescription(
            "Where the device reports what is desired of it, if not under the same keys. The longest desired prefix decides.")
        @Size(max = 100)
        @Nullable List<ReportedAt> paths) {

  /** What counts as a confirmation. */
  public enum Rule {
    Auto,
    Acknowledged,
    Equal,
    None
  }

  /** A desired leaf, or a prefix of several, and where it is reported. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ReportedAt(
      @JsonPropertyDescription(
              "Keys below desired with dots between, such as telemetry.interval; a leaf, or what several leaves have in common.")
          @Required
          @Size(min = 1, max = 1024)
          @Pattern(Api.KEYS_PATTERN)
          String desired,
      @JsonPropertyDescription("Keys below reported with dots between, such as config.interval.")
          @Required
          @Size(min = 1, max = 1024)
          @Pattern(Api.KEYS_PATTERN)
          String reported) {}
}
