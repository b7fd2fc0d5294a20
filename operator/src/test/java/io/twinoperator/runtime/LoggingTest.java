package io.twinoperator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinoperator.reconcile.LogContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Each line of the log says which object and which hub it speaks of. */
class LoggingTest {

  private static final Map<String, String> OF_AN_OBJECT =
      Map.of(
          "resource.kind",
          "DeviceConfig",
          "resource.namespace",
          "plant",
          "resource.name",
          "sensor",
          LogContext.HUB,
          "plant/production");

  @Test
  void aLineForPeopleNamesBothAndLeavesOutWhatIsNotThere() throws Exception {
    assertThat(line("text", OF_AN_OBJECT))
        .endsWith(
            "WARN  [DeviceConfig plant/sensor] [hub plant/production] Some: something of 7\n");
    assertThat(line("text", Map.of())).endsWith("WARN  Some: something of 7\n");
  }

  @Test
  void aLineForACollectorIsJson() throws Exception {
    JsonNode line = new ObjectMapper().readTree(line("json", OF_AN_OBJECT));

    assertThat(line.at("/formattedMessage").asText()).isEqualTo("something of 7");
    assertThat(line.at("/level").asText()).isEqualTo("WARN");
    assertThat(line.at("/mdc/hub").asText()).isEqualTo("plant/production");
    assertThat(line.at("/mdc/resource.name").asText()).isEqualTo("sensor");
  }

  private static String line(String format, Map<String, String> about) throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty("TWIN_OPERATOR_LOG_FORMAT", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Main.class.getResource("/logback.xml"));
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .as("Logback prints all it did at each start if one step was doubtful")
        .allMatch(status -> status.getLevel() == Status.INFO);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("io.Some"),
            Level.WARN,
            "something of {}",
            null,
            new Object[] {7});
    event.setMDCPropertyMap(about);
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
