package io.twinoperator.hub.contract;

/**
 * What a hub answered to an open question.
 *
 * @param seen for a reader
 * @param means the switch of the emulator that behaves so, as {@code Switch=VALUE}; a text in
 *     brackets where no switch does
 */
record Finding(String seen, String means) {}
