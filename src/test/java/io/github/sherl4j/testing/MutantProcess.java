package io.github.sherl4j.testing;

import io.github.sherl4j.SherlException;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.RandomInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A process of its own that damages model files, opens and runs them. Prints {@code ready
 * kilobytes}, for each file {@code begin N} and {@code end N milliseconds outcome}, and {@code peak
 * kilobytes}.
 */
public final class MutantProcess {

  private static final long MAX_FED = 1 << 18;

  /** Damages a sound file. */
  @FunctionalInterface
  public interface Damage {

    /** A mutant; may change the array it is given. */
    byte[] of(byte[] whole, SplittableRandom random) throws IOException;
  }

  private MutantProcess() {}

  /** Arguments: folder of files, seed, first, one after the last. */
  public static void run(String[] arguments, Damage damage) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      files = all.sorted().toList();
    }
    for (Path sound : files) {
      if (!outcome(sound).equals("ran")) {
        throw new IllegalStateException(sound + ": " + outcome(sound));
      }
    }
    System.out.println("ready " + peak());
    long seed = Long.parseLong(arguments[1]);
    Path mutant = Files.createTempFile("mutant", ".model");
    for (int n = Integer.parseInt(arguments[2]); n < Integer.parseInt(arguments[3]); n++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + n);
      byte[] bytes = damage.of(Files.readAllBytes(files.get(n % files.size())), random);
      Files.write(mutant, bytes);
      System.out.println("begin " + n);
      long start = System.nanoTime();
      String outcome = outcome(mutant);
      System.out.println(
          "end " + n + " " + (System.nanoTime() - start) / 1_000_000 + " " + outcome);
    }
    Files.delete(mutant);
    System.out.println("peak " + peak());
  }

  /** The most memory that this process had, in kilobytes; 0 where the system does not tell. */
  private static long peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(l -> l.startsWith("VmHWM:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** Truncation, overwritten bytes, another digit, or a flipped bit. */
  public static byte[] bytes(byte[] whole, SplittableRandom random) {
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
      }
      case 1 -> {
        int at = random.nextInt(whole.length);
        for (int i = at; i < Math.min(whole.length, at + 8); i++) {
          whole[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        }
      }
      case 2 -> {
        for (int i = 0; i < 30; i++) {
          whole[random.nextInt(whole.length)] = (byte) random.nextInt(256);
        }
      }
      case 3 -> { // digits and letters of the configuration
        for (int tries = 0; tries < 2000; tries++) {
          int at = random.nextInt(whole.length);
          if (whole[at] >= '0' && whole[at] <= '9') {
            whole[at] = (byte) ('0' + random.nextInt(10));
            break;
          }
        }
      }
      default -> whole[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return whole;
  }

  private static String outcome(Path file) {
    String reached = "open";
    try (Backbone b = Backbones.open(file)) {
      reached = "run";
      boolean large =
          b.inputs().stream()
              .anyMatch(
                  i ->
                      i.shape().stream().mapToDouble(d -> d < 0 ? 16 : d).reduce(1, (x, y) -> x * y)
                          > MAX_FED);
      if (large) {
        return "opened";
      }
      Map<String, INDArray> feeds = RandomInputs.of(b, 1);
      b.checkInputs(feeds);
      Map<String, INDArray> placeholders = new LinkedHashMap<>();
      feeds.forEach((name, a) -> placeholders.put(b.variable(name).name(), a));
      List<String> outputs = b.outputs().stream().map(o -> b.variable(o.name()).name()).toList();
      try (GraphRunner runner = Runners.forward(b.graph(), outputs)) {
        runner.run(placeholders);
      } finally {
        feeds.values().forEach(INDArray::close);
      }
      return "ran";
    } catch (SherlException e) {
      return reached.equals("open") ? "refused" : "stopped";
    } catch (Throwable e) {
      String at = Arrays.stream(e.getStackTrace()).limit(8).toList().toString();
      return ("FOREIGN in " + reached + ": " + e + " " + at).replaceAll("\\s+", " ");
    }
  }
}
