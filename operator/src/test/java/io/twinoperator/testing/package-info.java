/** A whole cluster in one process for tests: API server, emulated hub, devices and operator. */
package io.twinoperator.testing;
