/**
 * Where the operator is put together and started: settings, wiring, health and metrics. Nobody
 * imports it.
 */
@NullMarked
package io.twinoperator.runtime;

import org.jspecify.annotations.NullMarked;
