package io.twinoperator.emulator.page;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.tls.Trust;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;

/** The certificate that an emulator shows. */
final class ServerCertificate {
  private ServerCertificate() {}

  static X509Certificate of(HubEmulator emulator) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            Trust.only(emulator.caPem())
                .getSocketFactory()
                .createSocket("localhost", emulator.httpsPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }
}
