/** A Kubernetes control plane on this machine for tests: processes that are started and ended. */
package io.twinoperator.testing.kube;
