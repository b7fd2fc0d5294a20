/** A web page to look at the hubs with: read-only, rendered here, good without a script. */
@NullMarked
package io.twinoperator.emulator.page;

import org.jspecify.annotations.NullMarked;
