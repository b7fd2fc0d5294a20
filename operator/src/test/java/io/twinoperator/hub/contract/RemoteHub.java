package io.twinoperator.hub.contract;

import io.twinoperator.hub.Hub;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A hub behind a socket: it asks for a key. */
interface RemoteHub extends HubUnderTest {

  /** Its service API, bare. */
  RestHub rest();

  /** The same hub asked with a key that is not its own. */
  Hub withAWrongKey() throws Exception;

  /** A connection string whose key nobody has given out. */
  static String strangersConnectionString(String host) {
    String key = Base64.getEncoder().encodeToString("another key".getBytes(StandardCharsets.UTF_8));
    return "HostName=" + host + ";SharedAccessKeyName=iothubowner;SharedAccessKey=" + key;
  }
}
