/**
 * The kinds of {@code twin-operator.io/v1alpha1} as data with schema annotations, and nothing else.
 */
package io.twinoperator.api.v1alpha1;
