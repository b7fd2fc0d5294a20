package io.twinoperator.emulator.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One request that was answered, without anything that could be used to repeat it.
 *
 * @param time when it had been read, by the wall clock
 * @param method the method that was meant: PATCH where a header made one of a POST
 * @param target path and query without secrets, still URL-encoded, at most 200 characters
 * @param status the HTTP status of the answer, empty where the connection was reset instead
 * @param errorCode Microsoft's name of the error, where the answer had one
 * @param latency from having been read to being answered
 */
public record RecentRequest(
    Instant time,
    String method,
    String target,
    OptionalInt status,
    Optional<String> errorCode,
    Duration latency) {}
