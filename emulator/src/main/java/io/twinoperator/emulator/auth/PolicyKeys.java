package io.twinoperator.emulator.auth;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The keys that the shared access policies are signed with, for services: as it stands the {@link
 * DevelopmentKey}. A test that renews keys replaces it; a hub of Azure has two keys a policy for
 * that, and so may there be here.
 */
public final class PolicyKeys {

  private volatile List<byte[]> keys = List.of(DevelopmentKey.bytes());

  /**
   * From now on these keys are good for every policy, and no others.
   *
   * @param base64 as they stand in connection strings
   * @throws IllegalArgumentException if there is none, or one is not Base64
   */
  public void replace(String... base64) {
    if (base64.length == 0) {
      throw new IllegalArgumentException("A policy has at least one key");
    }
    keys = Arrays.stream(base64).map(Base64.getDecoder()::decode).toList();
  }

  /** Whether one of the keys made the signature. */
  boolean made(SasToken token) {
    return keys.stream().anyMatch(token::signedBy);
  }
}
