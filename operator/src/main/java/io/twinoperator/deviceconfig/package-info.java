/**
 * One device's twin: observe, plan, act, report. {@link
 * io.twinoperator.deviceconfig.DeviceConfigReconciler} reads it from top to bottom; {@link
 * io.twinoperator.deviceconfig.DevicePlanner} decides what is written, {@link
 * io.twinoperator.deviceconfig.DeviceReport} what status says of it.
 */
@NullMarked
package io.twinoperator.deviceconfig;

import org.jspecify.annotations.NullMarked;
