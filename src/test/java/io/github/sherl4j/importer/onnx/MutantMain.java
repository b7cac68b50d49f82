package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.SherlException;
import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.RandomInputs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A process of its own that opens mutants, discovers their blocks and runs them once. Prints {@code
 * ready}, then for each mutant {@code begin N kind} and {@code end N milliseconds outcome}.
 *
 * <p>Arguments: folder of files, seed, first mutant, one after the last.
 */
final class MutantMain {

  /** Elements of an input above which a mutant is opened, but not fed. */
  private static final long MAX_FED = 1 << 20;

  private MutantMain() {}

  public static void main(String[] arguments) throws IOException {
    List<byte[]> files = files(Path.of(arguments[0]));
    List<List<Outline.Range>> structures = Mutator.structures(files);
    for (byte[] file : files) {
      outcome(file); // warm, and proof that the files are sound
    }
    Nd4j.getMemoryManager().setAutoGcWindow(Integer.MAX_VALUE);
    System.out.println("ready");
    long seed = Long.parseLong(arguments[1]);
    for (int n = Integer.parseInt(arguments[2]); n < Integer.parseInt(arguments[3]); n++) {
      Mutator mutant = Mutator.mutant(files, structures, seed, n);
      System.out.println("begin " + n + " " + mutant.kind());
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      String outcome = outcome(mutant.bytes());
      long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      System.out.println("end " + n + " " + spent / 1_000_000 + " " + outcome);
    }
  }

  private static List<byte[]> files(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path p : paths.sorted().toList()) {
        files.add(Files.readAllBytes(p));
      }
    }
    return files;
  }

  private static String outcome(byte[] bytes) {
    String reached = "open";
    try (Backbone b = OnnxImporter.open(bytes, "mutant.onnx")) {
      reached = "discover";
      BlockDiscovery.discover(b);
    } catch (SherlException e) {
      if (reached.equals("open")) {
        return "refused";
      }
    } catch (Throwable e) {
      return foreign(reached, e);
    }
    return run(bytes);
  }

  private static String run(byte[] bytes) {
    try (Backbone b = OnnxImporter.open(bytes, "mutant.onnx")) {
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
      return "stopped";
    } catch (Throwable e) {
      return foreign("run", e);
    }
  }

  private static String foreign(String where, Throwable e) {
    String at =
        Arrays.stream(e.getStackTrace())
            .limit(12)
            .map(StackTraceElement::toString)
            .toList()
            .toString();
    return "FOREIGN in " + where + ": " + (e + " " + at).replaceAll("\\s+", " ");
  }
}
