/**
 * The CEL rules of the definitions in {@code crds/}, and for each of them what it takes and
 * refuses.
 */
package io.twinoperator.api.cel;
