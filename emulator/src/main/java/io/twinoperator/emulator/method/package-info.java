/** Direct methods as bodies: what a back end asks of a device and what the device answers. */
@NullMarked
package io.twinoperator.emulator.method;

import org.jspecify.annotations.NullMarked;
