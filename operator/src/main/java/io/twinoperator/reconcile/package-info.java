/**
 * What the reconcilers of all kinds share in their dealings with the API server: which changes wake
 * them, what is kept of an object in memory, how status is written.
 */
@NullMarked
package io.twinoperator.reconcile;

import org.jspecify.annotations.NullMarked;
