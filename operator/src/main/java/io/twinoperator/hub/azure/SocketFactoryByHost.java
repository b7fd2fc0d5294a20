package io.twinoperator.hub.azure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets with the factory that an endpoint's trust asks for. It makes no socket without
 * being told where it leads: the JDK then connects a plain one first and has it wrapped, with host
 * and port.
 */
final class SocketFactoryByHost extends SSLSocketFactory {

  private final Function<Endpoint, SSLSocketFactory> byEndpoint;
  private final SSLSocketFactory ofJvm;

  SocketFactoryByHost(Function<Endpoint, SSLSocketFactory> byEndpoint, SSLSocketFactory ofJvm) {
    this.byEndpoint = byEndpoint;
    this.ofJvm = ofJvm;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return to(host, port).createSocket(socket, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return to(host, port).createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return to(host, port).createSocket(host, port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return to(host.getHostName(), port).createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return to(address.getHostName(), port).createSocket(address, port, localAddress, localPort);
  }

  /**
   * Answers as a factory does that makes no unconnected sockets; whoever asks then comes with a
   * host and a port.
   */
  @Override
  public Socket createSocket() throws IOException {
    throw (SocketException)
        new SocketException("trust depends on host and port")
            .initCause(new UnsupportedOperationException());
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return ofJvm.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return ofJvm.getSupportedCipherSuites();
  }

  private SSLSocketFactory to(String host, int port) {
    return byEndpoint.apply(new Endpoint(host, port));
  }
}
