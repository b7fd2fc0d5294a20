package io.twinoperator.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What runs on a device: reads its twin, follows its desired properties, reports. */
public interface DeviceProgram extends AutoCloseable {

  /** What it is, for people, such as {@code Python azure-iot-device over MQTT}. */
  String name();

  /** Why it is no program that speaks MQTT; empty if it is one. */
  String shortcoming();

  /** Switches the device on; returns before it has connected. */
  void switchOn();

  /** Whether it may still do something. */
  boolean isRunning();

  /**
   * What it says that it has done, in order. Each is an object with {@code event}, one of
   *
   * <ul>
   *   <li>{@code connected} with {@code sdk};
   *   <li>{@code twin} with the desired {@code version} it read and its {@code properties};
   *   <li>{@code patch} with the {@code version} and the {@code properties} that it touches;
   *   <li>{@code applied} with {@code property} and {@code value};
   *   <li>{@code reported} with the {@code patch} of its reported properties;
   *   <li>and others, for a log.
   * </ul>
   */
  List<JsonNode> notes();

  /** Switches it off. */
  @Override
  void close();
}
