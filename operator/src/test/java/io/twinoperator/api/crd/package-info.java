/**
 * Writes the CustomResourceDefinitions from the Java types of the API. It is test code: the shipped
 * operator carries no generator.
 */
package io.twinoperator.api.crd;
