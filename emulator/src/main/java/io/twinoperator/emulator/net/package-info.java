/** What the sockets of HTTPS and of MQTT have in common. */
@NullMarked
package io.twinoperator.emulator.net;

import org.jspecify.annotations.NullMarked;
