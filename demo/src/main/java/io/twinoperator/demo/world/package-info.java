/** What runs: a cluster, the emulated hub, its devices and the operator. */
@NullMarked
package io.twinoperator.demo.world;

import org.jspecify.annotations.NullMarked;
