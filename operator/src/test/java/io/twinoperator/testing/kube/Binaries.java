package io.twinoperator.testing.kube;

import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Programs of a Kubernetes release, as {@code .ci/kube-api-server/build} leaves them.
 *
 * @param store the folder to which that script builds
 * @param release such as {@code 1.34.4}
 */
record Binaries(Path store, String release) {

  private static final List<String> NEEDED =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");

  private static final Pattern REQUIRED =
      Pattern.compile("(?m)^\\s*k8s\\.io/kubernetes v([0-9.]+)$");

  /**
   * Those of the folder in {@code KUBE_API_TEST_DIR}, or else of the script's own; as yet unseen.
   */
  static Binaries configured() {
    try {
      return new Binaries(promised().orElseGet(Binaries::cache), releaseToBuild());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Why these cannot be used, if not all are there.
   *
   * @throws IllegalStateException if not, although {@code KUBE_API_TEST_DIR} promised them
   */
  Optional<String> missing() {
    List<String> missing = NEEDED.stream().filter(name -> !Files.isExecutable(path(name))).toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String reason =
        "%s holds no %s; .ci/kube-api-server/build makes them, given Go"
            .formatted(folder(), String.join(", ", missing));
    if (promised().isPresent()) {
      throw new IllegalStateException("KUBE_API_TEST_DIR: " + reason);
    }
    return Optional.of(reason);
  }

  /** Where a program lies. */
  Path path(String name) {
    return folder().resolve(name);
  }

  private Path folder() {
    return store.resolve("k8s").resolve(release + platform());
  }

  private static String releaseToBuild() throws IOException {
    Path modules = ProjectTree.at(".ci/kube-api-server/go.mod");
    Matcher required = REQUIRED.matcher(Files.readString(modules));
    if (!required.find()) {
      throw new IllegalStateException(modules + " requires no k8s.io/kubernetes");
    }
    return required.group(1);
  }

  private static Optional<Path> promised() {
    return Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR")).map(Path::of);
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
