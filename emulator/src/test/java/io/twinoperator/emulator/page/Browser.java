package io.twinoperator.emulator.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.HubEmulator;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless Chromium of this machine. It accepts the emulator's certificate by its hash and no
 * other certificate that is not trusted.
 *
 * @param program its path
 * @param profile a directory of its own
 */
record Browser(Path program, Path profile) {
  static final String MISSING =
      "no chromium, chromium-browser or google-chrome is on the PATH; install one";

  static Optional<Browser> find(Path profile) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name -> Arrays.stream(path.split(File.pathSeparator)).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Browser(program, profile));
  }

  /** The document after its scripts have started. */
  String dom(HubEmulator emulator, String target) throws Exception {
    return run(emulator, target, List.of("--dump-dom"));
  }

  void screenshot(HubEmulator emulator, String target, int width, int height, Path file)
      throws Exception {
    run(
        emulator,
        target,
        List.of(
            "--screenshot=" + file.toAbsolutePath(),
            "--window-size=" + width + "," + height,
            "--hide-scrollbars"));
    assertThat(file).exists();
  }

  private String run(HubEmulator emulator, String target, List<String> what) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-background-networking",
            "--no-first-run",
            "--user-data-dir=" + profile,
            "--ignore-certificate-errors-spki-list=" + fingerprint(emulator)));
    command.addAll(what);
    command.add(emulator.endpoint().uri() + target);
    Path out = Files.createTempFile("browser", ".out");
    Path log = Files.createTempFile("browser", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(log.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The browser did not end within 60 s: " + Files.readString(log));
      }
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      Files.delete(out);
      Files.delete(log);
    }
  }

  /** SHA-256 of the public key that the server shows, as Chromium wants it. */
  private static String fingerprint(HubEmulator emulator) throws Exception {
    X509Certificate certificate = ServerCertificate.of(emulator);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
    return Base64.getEncoder().encodeToString(hash);
  }
}
