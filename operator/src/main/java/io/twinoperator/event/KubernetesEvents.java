package io.twinoperator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.twinoperator.status.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events of {@code events.k8s.io/v1}, twenty a second at most: telling must not slow down
 * doing. What repeats within ten minutes raises the count of the event that is there. What does not
 * fit into the queue is lost and counted.
 */
public final class KubernetesEvents implements EventRecorder {

  /** Who reports, as {@code kubectl describe} names it. */
  public static final String CONTROLLER = "twin-operator.io/operator";

  /** Characters that an event's note may have (Kubernetes API reference, {@code Event.note}). */
  static final int MAX_NOTE = 1024;

  /** Transitions that wait to be written; more are lost. */
  static final int QUEUE = 1000;

  private static final Logger log = LoggerFactory.getLogger(KubernetesEvents.class);
  private static final Duration APART = Duration.ofMillis(50);
  private static final Duration SERIES = Duration.ofMinutes(10);
  private static final int REMEMBERED = 2000;
  private static final int MAX_NAME = 200;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final ScheduledExecutorService scheduler;
  private final String instance;
  private final BlockingQueue<Told> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong created = new AtomicLong();
  private final Map<Subject, Series> recent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Series> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A recorder.
   *
   * @param scheduler where events are written; it is not shut down here
   * @param instance who reports: the pod's or the machine's name
   */
  public KubernetesEvents(
      KubernetesClient client,
      InstantSource clock,
      ScheduledExecutorService scheduler,
      String instance) {
    this.client = client;
    this.clock = clock;
    this.scheduler = scheduler;
    this.instance = Excerpt.of(instance, 128);
  }

  private record Told(ObjectReference about, Transition transition, Instant at) {
    Subject subject() {
      return new Subject(about.getUid(), transition);
    }
  }

  private record Subject(String uid, Transition transition) {}

  private record Series(String name, Instant lastAt, int count) {}

  @Override
  public void record(HasMetadata about, Transition transition) {
    if (!queue.offer(new Told(reference(about), transition, clock.instant()))) {
      lost.incrementAndGet();
    }
    drain();
  }

  /**
   * Transitions since the start that were not told, because too many came at once or the API server
   * refused them.
   */
  public long lost() {
    return lost.get();
  }

  private void drain() {
    if (!queue.isEmpty() && draining.compareAndSet(false, true)) {
      schedule(this::drainOne, Duration.ZERO);
    }
  }

  private void drainOne() {
    Told next = queue.poll();
    try {
      if (next != null) {
        tell(next);
      }
    } catch (KubernetesClientException e) {
      lost.incrementAndGet();
      log.warn(
          "The event {} of {} {}/{} could not be written: {}",
          next.transition().reason(),
          next.about().getKind(),
          next.about().getNamespace(),
          next.about().getName(),
          e.getMessage());
    } finally {
      schedule(this::rest, APART);
    }
  }

  private void rest() {
    draining.set(false);
    drain();
  }

  private void schedule(Runnable step, Duration delay) {
    try {
      var unused = scheduler.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      lost.addAndGet(queue.size()); // The operator ends; what waits is not told any more.
      queue.clear();
    }
  }

  private void tell(Told told) {
    Series before = recent.remove(told.subject());
    boolean repeats = before != null && told.at().isBefore(before.lastAt().plus(SERIES));
    Series now =
        repeats && raise(told, before)
            ? new Series(before.name(), told.at(), before.count() + 1)
            : new Series(create(told), told.at(), 1);
    recent.put(told.subject(), now);
  }

  private boolean raise(Told told, Series before) {
    Event there = events(told).withName(before.name()).get();
    if (there == null) {
      return false; // The API server forgets events after an hour.
    }
    events(told)
        .resource(
            new EventBuilder(there)
                .withNewSeries()
                .withCount(before.count() + 1)
                .withLastObservedTime(micro(told.at()))
                .endSeries()
                .build())
        .update();
    return true;
  }

  private String create(Told told) {
    ObjectReference about = told.about();
    String name = name(told);
    events(told)
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(about.getNamespace())
                .endMetadata()
                .withEventTime(micro(told.at()))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withAction("Reconcile")
                .withType(told.transition().type().name())
                .withReason(told.transition().reason())
                .withNote(Excerpt.of(told.transition().note(), MAX_NOTE))
                .withRegarding(about)
                .build())
        .create();
    return name;
  }

  /** The object's name and a time, as every Kubernetes client names its events. */
  private String name(Told told) {
    String object = told.about().getName();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, told.at());
    return "%s.%x%03x"
        .formatted(
            object.substring(0, Math.min(object.length(), MAX_NAME)),
            micros,
            created.getAndIncrement() % 0x1000);
  }

  private NonNamespaceOperation<Event, EventList, Resource<Event>> events(Told told) {
    return client.events().v1().events().inNamespace(told.about().getNamespace());
  }

  private static MicroTime micro(Instant time) {
    return new MicroTime(MICROS.format(time));
  }

  private static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .withResourceVersion(object.getMetadata().getResourceVersion())
        .build();
  }
}
