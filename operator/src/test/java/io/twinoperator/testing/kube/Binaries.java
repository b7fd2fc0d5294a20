package io.twinoperator.testing.kube;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Programs of a Kubernetes release, as {@code .ci/kube-api-server/build} leaves them.
 *
 * @param store the folder to which that script builds
 * @param folder what it holds for this platform
 */
record Binaries(Path store, Path folder) {

  /** The release that the tests are written for. */
  static final String RELEASE = "1.34.4";

  private static final List<String> NEEDED =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");

  /**
   * Those of the folder in {@code KUBE_API_TEST_DIR}, or else of the script's own. Skips the test
   * that asks if there are none, unless the variable promised them.
   */
  static Binaries find() {
    Optional<String> promised = Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR"));
    Path store = promised.map(Path::of).orElseGet(Binaries::cache);
    Binaries binaries = new Binaries(store, store.resolve("k8s").resolve(RELEASE + platform()));
    List<String> missing =
        NEEDED.stream().filter(name -> !Files.isExecutable(binaries.path(name))).toList();
    if (!missing.isEmpty()) {
      String reason =
          "%s holds no %s; .ci/kube-api-server/build makes them, given Go"
              .formatted(binaries.folder(), String.join(", ", missing));
      if (promised.isPresent()) {
        throw new IllegalStateException("KUBE_API_TEST_DIR: " + reason);
      }
      return abort("No API server: " + reason);
    }
    return binaries;
  }

  /** Where a program lies. */
  Path path(String name) {
    return folder.resolve(name);
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(home -> !home.isEmpty())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("twin-operator/kube");
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return "-%s-%s"
        .formatted(os.startsWith("mac") ? "darwin" : os, arch.equals("x86_64") ? "amd64" : arch)
        .replace("aarch64", "arm64");
  }
}
