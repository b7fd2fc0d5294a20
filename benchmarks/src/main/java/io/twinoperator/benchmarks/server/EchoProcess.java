package io.twinoperator.benchmarks.server;

import io.twinoperator.emulator.tls.CertificateAuthority;
import io.twinoperator.emulator.tls.ServerIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The baseline, in a process of its own: it reads a request whole and answers a payload, over
 * HTTPS. Plain Vert.x with the emulator's kind of key, and nothing behind it.
 */
final class EchoProcess {
  private static final String ADDRESS = "127.0.0.1";

  private EchoProcess() {}

  /** Takes the file of the payload. */
  public static void main(String[] args) throws IOException {
    Buffer payload = Buffer.buffer(Files.readAllBytes(Path.of(args[0])));
    CertificateAuthority authority = CertificateAuthority.create(Instant.now());
    PemKeyCertOptions key = key(authority.issue(List.of(), Instant.now()));
    Vertx vertx = Vertx.vertx();
    HttpServer http =
        vertx
            .createHttpServer(
                new HttpServerOptions().setSsl(true).setKeyCertOptions(key).setTcpNoDelay(true))
            .requestHandler(request -> answer(request, payload));
    http.listen(0, ADDRESS).toCompletionStage().toCompletableFuture().join();
    Parent.serve(new Announcement(http.actualPort(), 0, authority.certificatePem()).line());
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static void answer(HttpServerRequest request, Buffer payload) {
    request.bodyHandler(
        body ->
            request
                .response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(payload));
  }

  private static PemKeyCertOptions key(ServerIdentity identity) {
    return new PemKeyCertOptions()
        .addKeyValue(Buffer.buffer(identity.keyPem()))
        .addCertValue(Buffer.buffer(identity.certificatePem()));
  }
}
