/**
 * Connections to hubs: which IoTHub leads where, with which credentials, within which budget; and
 * what a failed call to a hub means to the object that wanted it.
 */
@NullMarked
package io.twinoperator.iothub;

import org.jspecify.annotations.NullMarked;
