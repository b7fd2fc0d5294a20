/** Messages between devices and the cloud, and the queue that a device's messages wait in. */
@NullMarked
package io.twinoperator.emulator.message;

import org.jspecify.annotations.NullMarked;
