/** The emulator's own certificate authority and the server certificate it signs. */
@NullMarked
package io.twinoperator.emulator.tls;

import org.jspecify.annotations.NullMarked;
