package io.twinoperator.emulator.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Checks tokens of Microsoft Entra ID as a hub does with those of a service: signed by the tenant's
 * key (RS256), for the audience {@value #AUDIENCE}, and within their time. Roles are not looked at:
 * who has a good token may do what the role IoT Hub Data Contributor may, which is everything.
 */
public final class BearerTokens {

  /** Whom tokens for IoT Hub are for, whichever the hub. */
  public static final String AUDIENCE = "https://iothubs.azure.net";

  private static final String SCHEME = "Bearer ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PublicKey signer;
  private final InstantSource clock;

  /**
   * Trusts one signer.
   *
   * @param clock tells when a token has expired: the wall clock
   */
  public BearerTokens(PublicKey signer, InstantSource clock) {
    this.signer = signer;
    this.clock = clock;
  }

  /** Whether a header holds such a token, good or not. */
  static boolean isIn(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** What is wrong with the token in a header; empty if it is good. */
  Optional<String> fault(String header) {
    String[] parts = header.substring(SCHEME.length()).strip().split("\\.", -1);
    if (parts.length != 3) {
      return Optional.of("the bearer token is no JWT");
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      JsonNode head = JSON.readTree(decoder.decode(parts[0]));
      JsonNode claims = JSON.readTree(decoder.decode(parts[1]));
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      return head.path("alg").asText().equals("RS256") && isSigned(signed, decoder.decode(parts[2]))
          ? faultOf(claims)
          : Optional.of("the bearer token is not signed with the trusted key");
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("the bearer token is no JWT");
    }
  }

  private Optional<String> faultOf(JsonNode claims) {
    String audience = claims.path("aud").asText();
    if (!audience.equals(AUDIENCE) && !audience.equals(AUDIENCE + "/")) {
      return Optional.of("the bearer token is for '" + audience + "', not " + AUDIENCE);
    }
    Instant now = clock.instant();
    if (now.isBefore(Instant.ofEpochSecond(claims.path("nbf").asLong()))) {
      return Optional.of("the bearer token is not valid yet");
    }
    Instant end = Instant.ofEpochSecond(claims.path("exp").asLong());
    return now.isBefore(end)
        ? Optional.empty()
        : Optional.of("the bearer token expired at " + end + ", it is " + now);
  }

  private boolean isSigned(byte[] text, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(signer);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
