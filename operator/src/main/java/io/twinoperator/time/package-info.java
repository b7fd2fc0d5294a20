/** Durations as the kinds of this API write them. */
@NullMarked
package io.twinoperator.time;

import org.jspecify.annotations.NullMarked;
