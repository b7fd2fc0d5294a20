package io.twinoperator.hub.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.hub.Hub;
import java.util.concurrent.Callable;

/** A hub with what a test needs beside the operator's port: devices, and time that passes. */
interface HubUnderTest extends AutoCloseable {

  /** The hub as the operator sees it. */
  Hub hub();

  /** A new device with an id that begins with this text and that nobody has used. */
  String createDevice(String idBegins) throws Exception;

  /** Connects as the device, reports, and disconnects. */
  void report(String deviceId, ObjectNode reported) throws Exception;

  /** Lets time pass until the condition holds; fails when it does not within a bounded time. */
  void until(Callable<Boolean> condition) throws Exception;

  @Override
  void close() throws Exception;
}
