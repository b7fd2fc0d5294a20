# Sourced by the launchers: finds a JDK, and builds a module when its sources are newer than what was built.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# Sets $java; ends with a message when there is no JDK 17 or later.
find_java() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    java=$JAVA_HOME/bin/java
  else
    java=$(command -v java || true)
  fi
  if [[ -z $java ]]; then
    echo "$0: no java was found; install a JDK 17 or later, or set JAVA_HOME" >&2
    exit 1
  fi
  local version
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  if [[ -z $version || $version -lt 17 ]]; then
    echo "$0: $java is Java ${version:-of an unknown version}; JDK 17 or later is needed" >&2
    exit 1
  fi
}

# build_if_stale MODULE SOURCE...: packages the module when one of these modules has a newer source.
build_if_stale() {
  local module=$1 built=$root/$1/target/.built sources=()
  local source
  for source in "$@"; do
    sources+=("$root/$source/src/main" "$root/$source/pom.xml")
  done
  if [[ -f $built && -z $(find "${sources[@]}" "$root/pom.xml" -newer "$built" -print -quit) ]]; then
    return
  fi
  if ! command -v mvn >/dev/null; then
    echo "$0: $module has to be built and no mvn was found; install Maven 3.8 or later" >&2
    exit 1
  fi
  echo "Building $module ..." >&2
  mvn -q -B -Dstyle.color=never -f "$root/pom.xml" -pl "$module" -am package -Dmaven.test.skip=true >&2
  touch "$built"
}
