/**
 * The hub as the Azure IoT Hub service SDK reaches it. The only package that sees the vendor's SDK;
 * docs/adr/0004 says how much of it is used and why not more.
 */
@NullMarked
package io.twinoperator.hub.azure;

import org.jspecify.annotations.NullMarked;
