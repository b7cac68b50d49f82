package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.FusedPattern;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A file of the shape of BERT-base: CPU-seconds to import it, and CPU-seconds of its forward pass
 * against those of the same encoder written by hand for SameDiff, turn by turn in one JVM.
 */
@Tag("long")
class LargeForwardTest {

  private static final int BATCH = 8;
  private static final int LENGTH = 128;
  private static final int TURNS = 15;
  private static final double SECONDS = 5;
  private static final double RATIO = 1.15;
  private static final double TOLERANCE = 1e-4;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @TempDir Path folder;

  @Test
  void asFastAsByHand() {
    EncoderModel shape = EncoderModel.bertBase(1);
    Path file = folder.resolve("model.onnx");
    shape.write(file);
    double start = cpu();
    try (Backbone fused = Backbones.open(file)) {
      double opened = cpu() - start;
      start = cpu();
      try (Backbone unfused = Backbones.open(file, ImportOptions.DEFAULT.fuse(false))) {
        System.out.printf(
            Locale.ROOT,
            "import %.2f CPU-seconds, then unfused %.2f; fused %s%n",
            opened,
            cpu() - start,
            fused.fusions().stream()
                .collect(Collectors.groupingBy(FusedPattern::pattern, Collectors.counting())));
        compare(shape, fused, unfused);
      }
      assertTrue(opened <= SECONDS, "import took " + opened + " CPU-seconds");
    }
  }

  private static void compare(EncoderModel shape, Backbone fused, Backbone unfused) {
    SameDiff byHand = HandWrittenEncoder.of(shape, fused, BATCH, LENGTH);
    String output = fused.variable("last_hidden_state").name();
    Map<String, INDArray> feeds = feeds(shape);
    try (GraphRunner one = Runners.forward(fused.graph(), List.of(output));
        GraphRunner two = Runners.forward(unfused.graph(), List.of(output));
        GraphRunner hand = Runners.forward(byHand, List.of(HandWrittenEncoder.OUTPUT))) {
      INDArray wanted = hand.run(feeds).get(HandWrittenEncoder.OUTPUT);
      double difference = difference(one.run(feeds).get(output), wanted);
      double unfusedDifference = difference(two.run(feeds).get(output), wanted);
      List<Double> fusedSeconds = new ArrayList<>();
      List<Double> unfusedSeconds = new ArrayList<>();
      List<Double> handSeconds = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        // Each goes first, second and last as often: a run is slower or faster after another one.
        for (int k = 0; k < 3; k++) {
          switch ((i + k) % 3) {
            case 0 -> fusedSeconds.add(seconds(one, feeds));
            case 1 -> handSeconds.add(seconds(hand, feeds));
            default -> unfusedSeconds.add(seconds(two, feeds));
          }
        }
      }
      System.out.println("fused " + fusedSeconds);
      System.out.println("unfused " + unfusedSeconds);
      System.out.println("by hand " + handSeconds);
      double byHandSeconds = median(handSeconds);
      double ratio = median(fusedSeconds) / byHandSeconds;
      System.out.printf(
          Locale.ROOT,
          "forward %.3f CPU-seconds, unfused %.3f, by hand %.3f: ratio %.3f, unfused %.3f;"
              + " largest difference %.2g, unfused %.2g%n",
          median(fusedSeconds),
          median(unfusedSeconds),
          byHandSeconds,
          ratio,
          median(unfusedSeconds) / byHandSeconds,
          difference,
          unfusedDifference);
      assertTrue(difference <= TOLERANCE, "outputs differ by " + difference);
      assertTrue(unfusedDifference <= TOLERANCE, "outputs differ by " + unfusedDifference);
      assertTrue(ratio <= RATIO, "ratio " + ratio);
    }
  }

  private static double difference(INDArray a, INDArray b) {
    try (INDArray difference = a.sub(b)) {
      return difference.amaxNumber().doubleValue();
    }
  }

  private static double seconds(GraphRunner runner, Map<String, INDArray> feeds) {
    double start = cpu();
    runner.run(feeds);
    return cpu() - start;
  }

  private static double cpu() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** Random words of two types; every other row has padding. */
  private static Map<String, INDArray> feeds(EncoderModel shape) {
    SplittableRandom random = new SplittableRandom(2);
    long[] words = new long[BATCH * LENGTH];
    long[] mask = new long[words.length];
    long[] types = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = random.nextInt(shape.vocabulary());
      types[i] = random.nextInt(EncoderModel.TOKEN_TYPES);
      mask[i] = (i / LENGTH) % 2 == 0 || i % LENGTH < LENGTH / 2 ? 1 : 0;
    }
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    feeds.put("input_ids", matrix(words));
    feeds.put("attention_mask", matrix(mask));
    feeds.put("token_type_ids", matrix(types));
    return feeds;
  }

  private static INDArray matrix(long[] values) {
    return Nd4j.createFromArray(values).reshape(BATCH, LENGTH);
  }
}
