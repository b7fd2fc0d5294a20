package io.twinoperator.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.tls.Trust;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EmulatorMainTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String HUB = "iothub-production-001.azure-devices.net";

  @TempDir Path temp;
  private Optional<Process> process = Optional.empty();

  @AfterEach
  void end() throws Exception {
    if (process.isPresent()) {
      process.get().destroy();
      assertThat(process.get().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void startsServesAndStops() throws Exception {
    Path seed = temp.resolve("seed.json");
    Files.writeString(
        seed,
        """
        {"devices": [
          {"deviceId": "plain", "tags": {"a": 1}, "desired": {"b": 2}, "reported": {"c": 3}},
          {"deviceId": "off", "status": "disabled",
           "properties": {"desired": {"x": 1, "$metadata": {}, "$version": 7}}}]}
        """);
    Path dir = temp.resolve("state");
    Process running =
        launch(
            "--https-port=0",
            "--mqtt-port=0",
            "--dir=" + dir,
            "--host=" + HUB,
            "--host=second.example",
            "--devices=5",
            "--seed=" + seed,
            "--throttle=on",
            "--fault-seed=5",
            "--fault=operation=GET_TWIN,device=nobody,status=503",
            "--fault=operation=GET_TWIN,device=off,count=1,status=503",
            "--simulate");
    Path stateFile = dir.resolve("emulator.json");
    await()
        .atMost(Duration.ofSeconds(60))
        .failFast("the emulator ended: " + output(), () -> !running.isAlive())
        .until(() -> output().contains("Ready") && Files.exists(stateFile));

    JsonNode state = MAPPER.readTree(stateFile.toFile());
    assertThat(state.at("/hubs/0/hostName").textValue()).isEqualTo(HUB);
    assertThat(state.at("/hubs/1/hostName").textValue()).isEqualTo("second.example");
    assertThat(state.path("mqttPort").intValue()).isPositive();
    assertThat(output())
        .contains(state.path("endpoint").textValue())
        .contains(state.at("/hubs/0/connectionString").textValue());

    assertThat(twin(state, "plain").at("/properties/desired/b").intValue()).isEqualTo(2);
    assertThat(twin(state, "off").path("Message").textValue()).contains("ServiceUnavailable");
    assertThat(twin(state, "off").path("status").textValue()).isEqualTo("disabled");
    assertThat(twin(state, "sensor-temp-042").path("connectionState").textValue())
        .isEqualTo("Connected");
    // The simulated device works in real time.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> twin(state, "plain").at("/properties/reported/b").intValue() == 2);

    running.destroy();
    assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("Stopped");
    assertThat(stateFile).doesNotExist();
    assertThat(dir.resolve("ca.pem")).exists();
  }

  @Test
  void theSnapshotIsTakenUpByTheNextRun() throws Exception {
    Path seed = temp.resolve("seed.json");
    Path snapshot = temp.resolve("kept.json");
    Files.writeString(seed, "[{\"deviceId\": \"plain\", \"tags\": {\"a\": 1}}]");
    String[] arguments = {
      "--https-port=0",
      "--mqtt-port=0",
      "--dir=" + temp.resolve("state"),
      "--host=" + HUB,
      "--seed=" + seed,
      "--devices=3",
      "--snapshot=" + snapshot
    };
    String etag = "";
    for (int run = 0; run < 2; run++) {
      Process running = launch(arguments);
      await()
          .atMost(Duration.ofSeconds(60))
          .failFast("the emulator ended: " + output(), () -> !running.isAlive())
          .until(() -> output().contains("Ready after"));
      JsonNode twin = twin(MAPPER.readTree(temp.resolve("state/emulator.json").toFile()), "plain");
      assertThat(twin.at("/tags/a").intValue()).isEqualTo(1);
      assertThat(run == 0 || etag.equals(twin.path("deviceEtag").textValue())).isTrue();
      etag = twin.path("deviceEtag").textValue();
      running.destroy();
      assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(MAPPER.readTree(snapshot.toFile()).at("/hubs/0/state/identities")).hasSize(4);
  }

  @Test
  void wrongOptionsAreNamed() throws Exception {
    assertUsageError("--units is 0", "--units=0");
    assertUsageError("--simulate needs devices", "--simulate");
    assertUsageError("--devices is -1", "--devices=-1");
    assertUsageError("'a:b' is no host name", "--host=a:b", "--dir=" + temp);
    assertUsageError("The port is 70000", "--https-port=70000", "--dir=" + temp);
    assertUsageError("The port is 70001", "--mqtt-port=70001", "--dir=" + temp);
    assertUsageError("There is no seed file", "--seed=" + temp.resolve("none"));
    assertUsageError("--throttle", "--throttle=maybe");
    assertUsageError("--fault 'status=1': status 1 is not known", "--fault=status=1");
    assertUsageError(
        "operation 'PATCH' is not known", "--fault=operation=PATCH,status=503", "--dir=" + temp);
    assertUsageError("--switch NoSuch is not known", "--switch=NoSuch=x", "--dir=" + temp);
    assertUsageError("use one of RAISES_VERSIONS", "--switch=NoOpPatch=x", "--dir=" + temp);
    Path broken = temp.resolve("broken.json");
    Files.writeString(broken, "{\"devices\": [{}]}");
    assertUsageError("device 1 has no deviceId", "--seed=" + broken);
    Files.writeString(broken, "{\n  oops}");
    assertUsageError("line 2", "--seed=" + broken);
    Files.writeString(broken, "{\"devices\": [{\"deviceId\": \"d\", \"tags\": 5}]}");
    assertUsageError("(d): tags must be an object", "--seed=" + broken);
  }

  private void assertUsageError(String words, String... arguments) {
    StringWriter errors = new StringWriter();
    CommandLine commandLine = EmulatorMain.commandLine().setErr(new PrintWriter(errors));
    assertThat(commandLine.execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(words);
  }

  private Process launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(EmulatorMain.class.getName());
    command.addAll(List.of(arguments));
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("output").toFile())
            .start();
    process = Optional.of(started);
    return started;
  }

  private String output() {
    try {
      return Files.exists(temp.resolve("output")) ? Files.readString(temp.resolve("output")) : "";
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode twin(JsonNode state, String deviceId) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(Trust.only(Files.readString(Path.of(state.path("caFile").textValue()))))
            .build();
    String token =
        SasToken.sign(
                HUB, Optional.of("service"), Instant.now().plusSeconds(60), DevelopmentKey.bytes())
            .header();
    URI uri =
        URI.create(
            state.path("endpoint").textValue() + "/twins/" + deviceId + "?api-version=2021-04-12");
    return MAPPER.readTree(
        client
            .send(
                HttpRequest.newBuilder(uri).header("Authorization", token).build(),
                BodyHandlers.ofString())
            .body());
  }
}
