package io.twinoperator.emulator.http;

import java.util.Map;
import java.util.Optional;

/** What is there for people beside the service API, read with GET on paths that no hub uses. */
@FunctionalInterface
public interface Site {

  /** Nothing is there: every path is the service API's. */
  Site NONE = (path, parameters) -> Optional.empty();

  /**
   * One document.
   *
   * @param path as it was sent, still URL-encoded
   * @param parameters of the query, decoded
   * @return empty where the path is not the site's
   */
  Optional<Document> get(String path, Map<String, String> parameters);

  /**
   * What a browser is answered.
   *
   * @param status the HTTP status
   * @param headers {@code Content-Type} among them
   * @param body sent as UTF-8
   */
  record Document(int status, Map<String, String> headers, String body) {}
}
