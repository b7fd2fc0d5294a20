package io.twinoperator.benchmarks.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of an API server, in the layout of envtest: {@code k8s/RELEASE-OS-ARCH}.
 *
 * @param folder holds {@code etcd} and {@code kube-apiserver}
 */
record KubeBinaries(Path folder) {
  private static final String VARIABLE = "KUBE_API_TEST_DIR";
  private static final List<String> NEEDED = List.of("etcd", "kube-apiserver");

  /**
   * The newest below the folder that {@code KUBE_API_TEST_DIR} names, or else below {@code
   * twin-operator/kube} among this user's caches, where {@code .ci/kube-api-server/build} puts
   * them.
   *
   * @throws IllegalStateException if the variable promises some and there are none
   */
  static Optional<KubeBinaries> find() {
    Optional<String> promised =
        Optional.ofNullable(System.getenv(VARIABLE)).filter(text -> !text.isEmpty());
    Path store = promised.map(Path::of).orElseGet(KubeBinaries::cache);
    Optional<KubeBinaries> found = newest(store.resolve("k8s")).map(KubeBinaries::new);
    if (promised.isPresent() && found.isEmpty()) {
      throw new IllegalStateException(
          "%s is %s, and no folder below %s holds %s: build them there or unset it"
              .formatted(VARIABLE, store, store.resolve("k8s"), String.join(" and ", NEEDED)));
    }
    return found;
  }

  private static Optional<Path> newest(Path releases) {
    if (!Files.isDirectory(releases)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(releases)) {
      return folders
          .filter(folder -> NEEDED.stream().allMatch(n -> Files.isExecutable(folder.resolve(n))))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(home -> !home.isEmpty())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("twin-operator")
        .resolve("kube");
  }

  /** The release, from the name of the folder. */
  String release() {
    return folder.getFileName().toString().split("-", 2)[0];
  }

  /** Where a program lies. */
  String path(String program) {
    return folder.resolve(program).toString();
  }
}
