/** The emulator's only notion of time: an agenda of due work over an injected clock. */
@NullMarked
package io.twinoperator.emulator.time;

import org.jspecify.annotations.NullMarked;
