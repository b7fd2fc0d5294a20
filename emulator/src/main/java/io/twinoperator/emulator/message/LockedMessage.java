package io.twinoperator.emulator.message;

import java.time.Instant;

/**
 * A message that was handed out and waits to be settled.
 *
 * @param lockToken what settles it
 * @param message the message
 * @param sequence its number in the queue, from 1
 * @param deliveries how often it was handed out, this time included
 * @param enqueued when it came into the queue
 */
public record LockedMessage(
    String lockToken, Message message, long sequence, int deliveries, Instant enqueued) {}
