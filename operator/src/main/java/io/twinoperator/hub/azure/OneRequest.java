package io.twinoperator.hub.azure;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connection of one request. The vendor's transport takes neither trust nor a connection,
 * and shows no header of an answer that is an error; but it opens the URL that it is given, and so
 * the URL's own handler can do both.
 */
final class OneRequest extends URLStreamHandler {

  private final Trust trust;
  private @Nullable HttpsURLConnection opened;

  OneRequest(Trust trust) {
    this.trust = trust;
  }

  /** A URL that is opened here. */
  URL url(String text) throws MalformedURLException {
    return new URL(null, text, this);
  }

  @Override
  protected URLConnection openConnection(URL url) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection) new URL(url.toExternalForm()).openConnection();
    trust.applyTo(connection);
    opened = connection;
    return connection;
  }

  /** When the server says it answered; to the second, and empty if it did not answer or say. */
  Optional<Instant> answeredAt() {
    long date = opened == null ? 0 : opened.getHeaderFieldDate("Date", 0);
    return date == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(date));
  }
}
