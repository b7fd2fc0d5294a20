# Sourced: where the binaries of an API server lie, and which release they are of. The layout is that of envtest and of fabric8's kube-api-test.
# shellcheck shell=bash

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# Prints the folder that holds k8s/; outside the tree, and kept.
store() {
  printf '%s' "${KUBE_API_TEST_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/twin-operator/kube}"
}

# Prints the release of Kubernetes without its v.
release() {
  sed -n 's/^[[:space:]]*k8s\.io\/kubernetes v\([0-9.]*\)$/\1/p' "$here/go.mod"
}

# Prints the folder that holds the binaries.
binaries() {
  local arch os
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  arch=$(uname -m)
  case $arch in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
  esac
  printf '%s/k8s/%s-%s-%s' "$(store)" "$(release)" "$os" "$arch"
}

# Whether all that is needed lies there.
complete() {
  local name
  for name in etcd kube-apiserver kube-controller-manager kubectl; do
    [[ -x $(binaries)/$name ]] || return 1
  done
}
