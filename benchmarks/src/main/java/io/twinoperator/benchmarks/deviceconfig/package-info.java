/** What is measured of DeviceConfigs, figure by figure. */
@NullMarked
package io.twinoperator.benchmarks.deviceconfig;

import org.jspecify.annotations.NullMarked;
