package io.twinoperator.emulator.fault;

/**
 * Device ids by pattern: {@code *} stands for any characters, also none; everything else, {@code ?}
 * included, for itself. A device id may hold a star of its own, which only a star can name.
 *
 * @param pattern not empty
 */
public record DeviceGlob(String pattern) {

  /** Refuses an empty pattern. */
  public DeviceGlob {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("device is empty: name a device, or use * in its name");
    }
  }

  /** Whether it stands for this id. */
  public boolean matches(String deviceId) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(deviceId);
    }
    String last = parts[parts.length - 1];
    if (!deviceId.startsWith(parts[0])) {
      return false;
    }
    int from = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = deviceId.indexOf(parts[i], from);
      if (found < 0) {
        return false;
      }
      from = found + parts[i].length();
    }
    return deviceId.length() - last.length() >= from && deviceId.endsWith(last);
  }
}
