/** What only a real kube-apiserver can show: the profile kube-api runs it. */
package io.twinoperator.kubeapi;
