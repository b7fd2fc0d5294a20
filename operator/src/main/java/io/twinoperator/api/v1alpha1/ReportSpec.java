package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of the reported properties stands in status, and how often it is brought up to date. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportSpec(
    @JsonPropertyDescription(
            "Reported properties that status.mirror shows: keys below reported with dots between, such as battery.level; what is below them is shown too. Left out: all of them, because a mirror that shows nothing by itself is not found. An empty list: none.")
        @Size(max = 100)
        @Nullable List<@Size(min = 1, max = 1024) @Pattern(Api.KEYS_PATTERN) String> paths,
    @JsonPropertyDescription(
            "How long status is left alone while nothing but the mirror, values and the device's own words have changed; a change of a state or a condition is written at once. 1s to 24h. All objects together are brought up to date ten times a second at most, whatever stands here. 10m is the default because 10,000 devices that report all the time then cost the API server 17 writes a second if nothing else held them back.")
        @Default("10m")
        @Size(min = 2, max = 32)
        @Pattern(Api.DURATION_PATTERN)
        @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message = "minInterval must be 1s to 24h")
        @Nullable String minInterval) {}
