/**
 * The device twin as a document: paths, values, three-way diff, merge patch, limits and
 * convergence.
 *
 * <p>Everything here is pure: no clock, no I/O, no vendor type. Jackson trees that are handed in or
 * out are shared, not copied, and must not be changed by anybody afterwards.
 */
package io.twinoperator.twin;
