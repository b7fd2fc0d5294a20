package io.twinoperator.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: bytes are read and written on the transport's context, packets are
 * worked on elsewhere and in order, because the hub may have to be waited for.
 */
final class MqttConnection implements Session.Wire {
  private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
  private static final int MANY_PACKETS = 64;
  // Far more than a healthy client has outstanding: a twin is at most 64 KB.
  private static final long MAX_UNSENT_BYTES = 8L * 1024 * 1024;

  private final Transport transport;
  private final InstantSource wallClock;
  private final Liveness liveness;
  private final Mailbox mailbox;
  private final MqttCodec codec = new MqttCodec();
  private final Session session;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Runnable forget;
  private boolean paused; // on the context only
  private boolean ended; // on the context only

  MqttConnection(
      Transport transport, Executor workers, MqttEndpoint endpoint, InstantSource wallClock) {
    this.transport = transport;
    this.wallClock = wallClock;
    this.liveness = new Liveness(wallClock.instant(), endpoint.settings().connectTimeout());
    this.mailbox = new Mailbox(workers);
    this.forget = () -> endpoint.forget(this);
    this.session = new Session(this, endpoint);
  }

  /** Bytes came; on the context. */
  void received(Buffer bytes) {
    if (closing.get() || ended) {
      return;
    }
    for (MqttMessage message : codec.decode(bytes)) {
      liveness.heard(wallClock.instant());
      if (work(() -> session.received(message)) >= MANY_PACKETS && !paused) {
        paused = true;
        transport.pause();
        work(() -> transport.onContext(this::readOn));
      }
    }
  }

  /** The connection is gone, whoever ended it; on the context. */
  void ended() {
    if (!ended) {
      ended = true;
      closing.set(true);
      codec.close();
      forget.run();
      work(session::ended);
    }
  }

  /** Ends the connection when its client has been silent for too long or its token has expired. */
  void check(Instant now) {
    if (liveness.isSilent(now)) {
      close("nothing was heard of it for too long");
    } else if (liveness.isExpired(now)) {
      close("its token has expired");
    }
  }

  @Override
  public void accepted(int keepAliveSeconds, Instant tokenExpiry) {
    liveness.accepted(keepAliveSeconds, tokenExpiry);
  }

  @Override
  public void send(MqttMessage message) {
    transport.onContext(
        () -> {
          if (ended) {
            return;
          }
          transport.write(codec.encode(message));
          if (transport.unsentBytes() > MAX_UNSENT_BYTES) {
            close("it does not read what it is sent");
          }
        });
  }

  @Override
  public void close(String reason) {
    if (closing.compareAndSet(false, true)) {
      LOG.debug("Connection of {} is closed: {}", session, reason);
      transport.onContext(transport::close);
    }
  }

  @Override
  public void later(Runnable work) {
    work(work);
  }

  private void readOn() {
    paused = false;
    if (!ended) {
      transport.resume();
    }
  }

  private int work(Runnable work) {
    return mailbox.add(
        () -> {
          try {
            work.run();
          } catch (RuntimeException bug) {
            LOG.error("The session of {} failed", session, bug);
            close("the emulator failed");
          }
        });
  }
}
