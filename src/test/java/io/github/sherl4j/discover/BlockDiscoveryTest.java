package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Discovered blocks against the modules that the fixtures were exported from. A module without a
 * tensor in {@code blocks.json} is not identifiable: it neither counts nor can it be wrong to find
 * a block in its place.
 */
class BlockDiscoveryTest {

  private static final List<String> PYRAMIDS =
      List.of("convnext", "swin", "resnet", "mobilenet", "densenet", "efficientnet", "shufflenet");
  private static final double PRECISION = 0.95;
  private static final double RECALL = 0.9;

  private record Score(String model, int truth, int predicted, int found, List<String> wrong) {

    boolean pyramid() {
      return PYRAMIDS.stream().anyMatch(model::contains);
    }

    boolean exact() {
      return found == truth && wrong.isEmpty();
    }

    @Override
    public String toString() {
      return String.format(
          "%-45s %4d true %4d predicted %4d found %4d false %s",
          model, truth, predicted, found, wrong.size(), wrong);
    }
  }

  @Test
  void findsTheModulesOfEveryFixture() throws IOException {
    List<Score> scores = new ArrayList<>();
    for (Path folder :
        SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "blocks.json")) {
      scores.add(score(folder));
    }
    scores.forEach(System.out::println);
    List<Score> pyramids = scores.stream().filter(Score::pyramid).toList();
    Score pooled =
        new Score(
            "pyramids together",
            pyramids.stream().mapToInt(Score::truth).sum(),
            pyramids.stream().mapToInt(Score::predicted).sum(),
            pyramids.stream().mapToInt(Score::found).sum(),
            pyramids.stream().flatMap(s -> s.wrong().stream()).toList());
    System.out.println(pooled);
    assertAll(
        scores.stream()
            .filter(s -> !s.pyramid())
            .map(s -> () -> assertTrue(s.exact(), s.toString())));
    assertTrue(
        pooled.wrong().size() <= (1 - PRECISION) * pooled.predicted()
            && pooled.found() >= RECALL * pooled.truth(),
        pooled.toString());
  }

  private static Score score(Path folder) throws IOException {
    List<Set<String>> modules = modules(folder);
    List<Set<String>> truth = modules.stream().filter(m -> !m.isEmpty()).toList();
    List<String> predicted = predicted(folder.resolve("model.onnx"));
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < predicted.size(); i++) {
      String tensor = predicted.get(i);
      boolean unknown = predicted.size() == modules.size() && modules.get(i).isEmpty();
      if (!unknown && truth.stream().noneMatch(m -> m.contains(tensor))) {
        wrong.add(tensor);
      }
    }
    int found = (int) truth.stream().filter(m -> predicted.stream().anyMatch(m::contains)).count();
    return new Score(folder.getFileName().toString(), truth.size(), predicted.size(), found, wrong);
  }

  private static List<Set<String>> modules(Path folder) throws IOException {
    JsonNode root = new ObjectMapper().readTree(folder.resolve("blocks.json").toFile());
    List<Set<String>> modules = new ArrayList<>();
    for (JsonNode block : root.get("blocks")) {
      Set<String> names = new HashSet<>();
      block.get("onnx_tensors").forEach(t -> names.add(t.asText()));
      modules.add(names);
    }
    return modules;
  }

  private static List<String> predicted(Path model) {
    try (Backbone backbone = Backbones.open(model)) {
      return BlockDiscovery.discover(backbone).chains().stream()
          .flatMap(c -> c.blocks().stream())
          .map(Block::outputTensor)
          .toList();
    } catch (NoMatchException e) {
      System.out.println(model + ": " + e.getMessage());
      return List.of();
    }
  }
}
