package io.github.sherl4j.engine.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The calls that a forward pass spends its time in, of the sizes of BERT-base with 8 rows of 128
 * tokens, each as a plan runs it: {@code mvn -Pjmh test-compile exec:exec}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Kernels {

  private static final int TOKENS = 1024;
  private static final int WIDTH = 768;

  /** What runs. */
  public enum Kernel {
    /** [1024, 768] · [768, 3072]. */
    PRODUCT(WIDTH) {
      @Override
      SDVariable on(SameDiff graph, SDVariable x) {
        return x.mmul(graph.constant(Nd4j.rand(DataType.FLOAT, WIDTH, 4 * WIDTH)));
      }
    },
    /** x · (erf(x / √2) + 1) / 2 on [1024, 3072]. */
    GELU(4 * WIDTH) {
      @Override
      SDVariable on(SameDiff graph, SDVariable x) {
        return x.mul(graph.math.erf(x.mul(Math.sqrt(0.5))).add(1)).mul(0.5);
      }
    },
    /** Mean, variance, scale on [1024, 768]. */
    LAYER_NORM(WIDTH) {
      @Override
      SDVariable on(SameDiff graph, SDVariable x) {
        SDVariable centred = x.sub(graph.mean(x, true, 1));
        SDVariable variance = graph.mean(centred.mul(centred), true, 1);
        return centred.div(graph.math.sqrt(variance.add(1e-12)));
      }
    },
    /** Softmax over [1024, 768]. */
    SOFTMAX(WIDTH) {
      @Override
      SDVariable on(SameDiff graph, SDVariable x) {
        return graph.nn.softmax(x, 1);
      }
    },
    /** The last two axes of [8, 128, 768] turned. */
    TURN(WIDTH) {
      @Override
      SDVariable on(SameDiff graph, SDVariable x) {
        return graph.permute(graph.reshape(x, 8, 128, WIDTH), 0, 2, 1);
      }
    };

    private final long width;

    Kernel(long width) {
      this.width = width;
    }

    abstract SDVariable on(SameDiff graph, SDVariable x);
  }

  /** Which one. */
  @Param public Kernel kernel;

  private GraphRunner runner;
  private Map<String, INDArray> feeds;

  /** Compiles the plan. */
  @Setup(Level.Trial)
  public void compile() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, TOKENS, kernel.width);
    String result = kernel.on(graph, x).name();
    runner = Runners.forward(graph, List.of(result));
    feeds = Map.of("x", Nd4j.rand(DataType.FLOAT, TOKENS, kernel.width));
  }

  /** One run. */
  @Benchmark
  public Object run() {
    return runner.run(feeds);
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void close() {
    runner.close();
  }
}
