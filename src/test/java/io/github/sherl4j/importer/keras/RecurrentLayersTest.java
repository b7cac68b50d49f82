package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Recurrent layers against their formulas, written out with loops. */
class RecurrentLayersTest {

  private static final int TIME = 5;
  private static final int WIDTH = 3;
  private static final int UNITS = 2;
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  private final INDArray x = Nd4j.linspace(-1, 1, 2 * TIME * WIDTH).reshape(2, TIME, WIDTH);

  /** The weights of one direction. */
  private record Weights(INDArray kernel, INDArray recurrent, INDArray bias) {

    static Weights of(H5Model model, int gates, boolean reset) {
      return new Weights(
          model.weight("kernel", WIDTH, (long) gates * UNITS),
          model.weight("recurrent_kernel", UNITS, (long) gates * UNITS),
          reset
              ? model.weight("bias", 2, (long) gates * UNITS)
              : model.weight("bias", (long) gates * UNITS));
    }

    double input(INDArray x, int row, int t, int column) {
      double sum = bias.rank() == 1 ? bias.getDouble(column) : bias.getDouble(0, column);
      for (int i = 0; i < WIDTH; i++) {
        sum += x.getDouble(row, t, i) * kernel.getDouble(i, column);
      }
      return sum;
    }

    double state(double[] h, int column) {
      double sum = bias.rank() == 1 ? 0 : bias.getDouble(1, column);
      for (int i = 0; i < UNITS; i++) {
        sum += h[i] * recurrent.getDouble(i, column);
      }
      return sum;
    }
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  private static double hard(double v) {
    return Math.min(1, Math.max(0, 0.2 * v + 0.5));
  }

  /** Outputs [time][units] of an LSTM; steps where {@code x} is all zero are skipped if masked. */
  private double[][] lstm(
      Weights w, int row, DoubleUnaryOperator gate, boolean backwards, boolean masked) {
    double[] h = new double[UNITS];
    double[] c = new double[UNITS];
    double[][] all = new double[TIME][];
    for (int s = 0; s < TIME; s++) {
      int t = backwards ? TIME - 1 - s : s;
      if (!masked || x.getDouble(row, t, 0) != 0) {
        double[] next = new double[UNITS];
        for (int u = 0; u < UNITS; u++) {
          double[] z = new double[4];
          for (int g = 0; g < 4; g++) {
            z[g] = w.input(x, row, t, g * UNITS + u) + w.state(h, g * UNITS + u);
          }
          c[u] = gate.applyAsDouble(z[1]) * c[u] + gate.applyAsDouble(z[0]) * Math.tanh(z[2]);
          next[u] = gate.applyAsDouble(z[3]) * Math.tanh(c[u]);
        }
        h = next;
      }
      all[s] = h.clone();
    }
    return all;
  }

  private double[] gru(Weights w, int row, boolean reset) {
    double[] h = new double[UNITS];
    for (int t = 0; t < TIME; t++) {
      double[] r = new double[UNITS];
      double[] z = new double[UNITS];
      for (int u = 0; u < UNITS; u++) {
        z[u] = sigmoid(w.input(x, row, t, u) + w.state(h, u));
        r[u] = sigmoid(w.input(x, row, t, UNITS + u) + w.state(h, UNITS + u));
      }
      double[] rh = {r[0] * h[0], r[1] * h[1]};
      double[] next = new double[UNITS];
      for (int u = 0; u < UNITS; u++) {
        int column = 2 * UNITS + u;
        double back = reset ? r[u] * w.state(h, column) : w.state(rh, column);
        next[u] = z[u] * h[u] + (1 - z[u]) * Math.tanh(w.input(x, row, t, column) + back);
      }
      h = next;
    }
    return h;
  }

  @Test
  void lstmOfKnownAndUnknownLength() {
    for (long time : new long[] {TIME, -1}) {
      H5Model model =
          new H5Model(time, WIDTH).layer("LSTM", "\"units\":2,\"return_sequences\":true");
      Weights w = Weights.of(model, 4, false);
      INDArray got = model.run(folder, x);
      for (int row = 0; row < 2; row++) {
        double[][] want = lstm(w, row, RecurrentLayersTest::sigmoid, false, false);
        for (int t = 0; t < TIME; t++) {
          for (int u = 0; u < UNITS; u++) {
            assertEquals(want[t][u], got.getDouble(row, t, u), TOLERANCE);
          }
        }
      }
    }
  }

  @Test
  void lstmWithHardGatesAndAMask() {
    x.get(NDArrayIndex.point(1)).getRow(2).assign(0);
    x.get(NDArrayIndex.point(1)).getRow(4).assign(0);
    H5Model model =
        new H5Model(TIME, WIDTH)
            .layer("Masking", "\"mask_value\":0.0")
            .layer("LSTM", "\"units\":2,\"recurrent_activation\":\"hard_sigmoid\"");
    Weights w = Weights.of(model, 4, false);
    INDArray got = model.run(folder, x);
    for (int row = 0; row < 2; row++) {
      double[] want = lstm(w, row, RecurrentLayersTest::hard, false, true)[TIME - 1];
      for (int u = 0; u < UNITS; u++) {
        assertEquals(want[u], got.getDouble(row, u), TOLERANCE);
      }
    }
  }

  @Test
  void gruInBothForms() {
    for (boolean reset : new boolean[] {true, false}) {
      H5Model model = new H5Model(TIME, WIDTH).layer("GRU", "\"units\":2,\"reset_after\":" + reset);
      Weights w = Weights.of(model, 3, reset);
      INDArray got = model.run(folder, x);
      for (int row = 0; row < 2; row++) {
        double[] want = gru(w, row, reset);
        for (int u = 0; u < UNITS; u++) {
          assertEquals(want[u], got.getDouble(row, u), TOLERANCE, "reset " + reset);
        }
      }
    }
  }

  @Test
  void bidirectionalJoinsStepsInTheOrderOfTheInput() {
    String inner =
        "\"layer\":{\"class_name\":\"LSTM\",\"config\":{\"name\":\"i\",\"units\":2,"
            + "\"return_sequences\":true}},\"merge_mode\":\"concat\"";
    H5Model model = new H5Model(TIME, WIDTH).layer("Bidirectional", inner);
    Weights forth = Weights.of(model, 4, false);
    Weights back = second(model);
    INDArray got = model.run(folder, x);
    for (int row = 0; row < 2; row++) {
      double[][] left = lstm(forth, row, RecurrentLayersTest::sigmoid, false, false);
      double[][] right = lstm(back, row, RecurrentLayersTest::sigmoid, true, false);
      for (int t = 0; t < TIME; t++) {
        for (int u = 0; u < UNITS; u++) {
          assertEquals(left[t][u], got.getDouble(row, t, u), TOLERANCE);
          assertEquals(right[TIME - 1 - t][u], got.getDouble(row, t, UNITS + u), TOLERANCE);
        }
      }
    }
  }

  private static Weights second(H5Model model) {
    return new Weights(
        model.weight("b_kernel", WIDTH, 4L * UNITS),
        model.weight("b_recurrent", UNITS, 4L * UNITS),
        model.weight("b_bias", 4L * UNITS));
  }
}
