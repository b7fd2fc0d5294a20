/** The Kubernetes controller; each package is one subject, and imports run one way. */
package io.twinoperator;
