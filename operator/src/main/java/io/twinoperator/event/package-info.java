/**
 * Kubernetes Events: what became of an object is told once, when it became so. They follow from the
 * conditions alone, so that there is one place that decides what is worth telling.
 */
@NullMarked
package io.twinoperator.event;

import org.jspecify.annotations.NullMarked;
