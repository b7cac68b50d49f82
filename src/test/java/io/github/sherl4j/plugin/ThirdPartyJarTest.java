package io.github.sherl4j.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.cli.Main;
import io.github.sherl4j.cli.doctor.DoctorText;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.onnx.OpMapper;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.PluginJar;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that adds an operator and a tuning method works without touching ours. */
class ThirdPartyJarTest {

  @TempDir Path folder;
  private Path jar;
  private Path model;

  @BeforeEach
  void build() {
    jar =
        new PluginJar(folder)
            .source("Frobnicate", Examples.OPERATOR)
            .service(OpMapper.class, "Frobnicate")
            .source("Shift", Examples.METHOD)
            .service(TuningMethod.class, "Shift")
            .write("acme-sherl.jar");
    model = TinyModel.writeUnknownOp(folder.resolve("m.onnx"));
  }

  @Test
  void itsMethodTrainsAModelWithItsOperator() {
    assertThrows(UnsupportedOpException.class, () -> Sherl.open(model));
    PluginJar.loaded(
        jar,
        () -> {
          TuningConfig config = TuningConfig.builder().option("shift-start", 0.5).build();
          Backbone backbone = Sherl.open(model);
          try (TunedModel tuned = Sherl.attach(backbone, "shift", config, List.of("a", "b"))) {
            assertEquals(0.5, tuned.value("shift.vector").getDouble(0));
            TrainResult result =
                Sherl.train(
                    tuned,
                    TrainConfig.builder().rate(0.05).steps(60).build(),
                    new FixedBatches(TinyData.batches(6, 1)));
            double moved = tuned.value("shift.vector").sub(0.5).norm2Number().doubleValue();
            assertTrue(moved > 0.01, "its parameter is trained: " + moved);
            assertEquals(60, result.steps());
          }
          return null;
        });
    assertThrows(UnsupportedOpException.class, () -> Sherl.open(model), "and gone with its jar");
  }

  @Test
  void whatItBringsIsListed() {
    List<Plugin> plugins = PluginJar.loaded(jar, Sherl::plugins);
    assertEquals(
        new Plugin(
            "method",
            List.of("shift"),
            "example.Shift",
            "acme-sherl.jar",
            "1.2.3",
            false,
            Optional.empty()),
        plugins.stream().filter(p -> p.className().equals("example.Shift")).findFirst().get());
    assertEquals(2, plugins.stream().filter(p -> p.source().equals("acme-sherl.jar")).count());
  }

  private Cli sherl(String... arguments) {
    List<String> path = new ArrayList<>(ChildJvm.classPathWithout("/test-classes"));
    path.add(jar.toString());
    return ChildJvm.run(
        ChildJvm.on(path, List.of("-Xmx512m"), Main.class.getName(), arguments), folder);
  }

  @Test
  void theCommandLineHasIt() throws Exception {
    Path tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path data = TinyRows.write(folder.resolve("train.tsv"), 60, 3);
    Path adapter = folder.resolve("a.safetensors");
    Cli train =
        sherl(
            "train",
            "--json",
            "--backbone",
            "" + model,
            "--tokenizer",
            "" + tokenizer,
            "--data",
            "" + data,
            "--test",
            "" + data,
            "--out",
            "" + adapter,
            "--method",
            "shift",
            "--option",
            "shift-start=0.25",
            "--epochs",
            "3");
    assertEquals(0, train.code(), train.err());
    JsonNode trained = new ObjectMapper().readTree(train.out());
    assertEquals("shift", trained.get("method").asText());
    Cli eval =
        sherl(
            "eval",
            "--json",
            "--adapter",
            "" + adapter,
            "--backbone",
            "" + model,
            "--tokenizer",
            "" + tokenizer,
            "--data",
            "" + data);
    assertEquals(0, eval.code(), eval.err());
    assertEquals(
        trained.at("/test/accuracy"), new ObjectMapper().readTree(eval.out()).at("/test/accuracy"));
    Cli doctor = sherl("doctor", "--json");
    assertEquals(0, doctor.code(), doctor.err() + doctor.out());
    JsonNode found = new ObjectMapper().readTree(doctor.out());
    JsonNode plugins = found.get("plugins");
    List<String> theirs =
        StreamSupport.stream(plugins.spliterator(), false)
            .filter(p -> p.get("source").asText().equals("acme-sherl.jar"))
            .map(p -> p.get("point").asText() + p.get("names") + p.get("version").asText())
            .toList();
    assertEquals(
        List.of("onnx-op[\"Frobnicate\"]1.2.3", "method[\"shift\"]1.2.3"), theirs, doctor.out());
    List<String> lines = DoctorText.lines(found);
    assertTrue(
        lines.contains("plugin: method shift (acme-sherl.jar, version 1.2.3)"), lines.toString());
  }
}
