package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.UnsupportedOpException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Attention without heads, groups, wrapped layers and functions, by their definitions. */
class MixedLayersTest {

  private static final double TOLERANCE = 1e-9;

  @TempDir private Path folder;

  private static double[] softmax(double[] scores) {
    double sum = 0;
    double[] shares = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      shares[i] = Math.exp(scores[i]);
      sum += shares[i];
    }
    for (int i = 0; i < scores.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  @Test
  void attention() {
    for (String type : new String[] {"Attention", "AdditiveAttention"}) {
      boolean additive = type.startsWith("Additive");
      LayerModel model = LayerModel.of(type, "\"use_scale\":true", 3, 4).input(5, 2).input(5, 4);
      model = additive ? model.weight("scale", 4) : model.weight("scale");
      INDArray q = model.feeds().get("x0");
      INDArray v = model.feeds().get("x1");
      INDArray k = model.feeds().get("x2");
      INDArray scale = model.value("scale");
      INDArray y = LayerRun.of(model, folder);
      assertArrayEquals(new long[] {2, 3, 2}, y.shape());
      for (int n = 0; n < 2; n++) {
        for (int t = 0; t < 3; t++) {
          double[] scores = new double[5];
          for (int s = 0; s < 5; s++) {
            for (int i = 0; i < 4; i++) {
              double a = q.getDouble(n, t, i);
              double b = k.getDouble(n, s, i);
              scores[s] +=
                  additive ? scale.getDouble(i) * Math.tanh(a + b) : scale.getDouble(0) * a * b;
            }
          }
          double[] shares = softmax(scores);
          for (int c = 0; c < 2; c++) {
            double sum = 0;
            for (int s = 0; s < 5; s++) {
              sum += shares[s] * v.getDouble(n, s, c);
            }
            assertEquals(sum, y.getDouble(n, t, c), TOLERANCE, type);
          }
        }
      }
    }
  }

  @Test
  void groups() {
    LayerModel model =
        LayerModel.of("GroupNormalization", "\"groups\":2,\"epsilon\":0.01", 2, 3, 4)
            .weight("gamma", 4)
            .weight("beta", 4);
    INDArray x = model.feeds().get("x0");
    INDArray y = LayerRun.of(model, folder);
    for (int c = 0; c < 4; c++) {
      double sum = 0;
      double squares = 0;
      for (int p = 0; p < 12; p++) {
        double v = x.getDouble(1, p / 6, p / 2 % 3, c / 2 * 2 + p % 2);
        sum += v / 12;
        squares += v * v / 12;
      }
      double root = Math.sqrt(squares - sum * sum + 0.01);
      double want =
          (x.getDouble(1, 1, 2, c) - sum) / root * model.value("gamma").getDouble(c)
              + model.value("beta").getDouble(c);
      assertEquals(want, y.getDouble(1, 1, 2, c), TOLERANCE);
    }
  }

  @Test
  void everyStepOfTime() {
    LayerModel model =
        LayerModel.of(
                "TimeDistributed",
                "\"layer\":{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\",\"units\":2,"
                    + "\"activation\":\"tanh\"}}",
                3,
                4)
            .weight("kernel", 4, 2)
            .weight("bias", 2);
    INDArray x = model.feeds().get("x0");
    INDArray y = LayerRun.of(model, folder);
    assertArrayEquals(new long[] {2, 3, 2}, y.shape());
    for (int t = 0; t < 3; t++) {
      for (int u = 0; u < 2; u++) {
        double sum = model.value("bias").getDouble(u);
        for (int i = 0; i < 4; i++) {
          sum += x.getDouble(1, t, i) * model.value("kernel").getDouble(i, u);
        }
        assertEquals(Math.tanh(sum), y.getDouble(1, t, u), TOLERANCE);
      }
    }
    LayerModel unknown =
        LayerModel.of(
            "TimeDistributed",
            "\"layer\":{\"class_name\":\"Densely\",\"config\":{\"name\":\"d\"}}",
            3,
            4);
    UnsupportedOpException e =
        assertThrows(UnsupportedOpException.class, () -> LayerRun.of(unknown, folder));
    for (String part : new String[] {"layer l", "TimeDistributed", "position 1", "tf2onnx"}) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private static String range(String start, String stop) {
    return "{\"class_name\":\"__slice__\",\"config\":{\"start\":"
        + start
        + ",\"stop\":"
        + stop
        + ",\"step\":null}}";
  }

  @Test
  void functions() {
    LayerModel from = LayerModel.of("ops.Subtract", "", 3, 4).then("0.25");
    INDArray x = from.feeds().get("x0");
    assertEquals(x.getDouble(1, 2, 3) - 0.25, LayerRun.of(from, folder).getDouble(1, 2, 3));
    LayerModel item =
        LayerModel.of("ops.GetItem", "", 3, 4).then("[" + range("null", "null") + ",-1]");
    INDArray last = LayerRun.of(item, folder);
    assertArrayEquals(new long[] {2, 4}, last.shape());
    assertEquals(x.getDouble(1, 2, 3), last.getDouble(1, 3));
    LayerModel cut =
        LayerModel.of("ops.GetItem", "", 3, 4)
            .then("[{\"class_name\":\"__ellipsis__\",\"config\":{}}," + range("1", "3") + "]");
    INDArray middle = LayerRun.of(cut, folder);
    assertArrayEquals(new long[] {2, 3, 2}, middle.shape());
    assertEquals(x.getDouble(1, 2, 1), middle.getDouble(1, 2, 0));
    LayerModel flat = LayerModel.of("ops.Reshape", "\"newshape\":[-1,12]", 3, 4);
    assertEquals(x.getDouble(1, 1, 2), LayerRun.of(flat, folder).getDouble(1, 6));
    LayerModel mean = LayerModel.of("ops.Mean", "\"axis\":1,\"keepdims\":false", 3, 4);
    double sum = x.getDouble(1, 0, 2) + x.getDouble(1, 1, 2) + x.getDouble(1, 2, 2);
    assertEquals(sum / 3, LayerRun.of(mean, folder).getDouble(1, 2), TOLERANCE);
    LayerModel joined = LayerModel.of("ops.Concatenate", "\"axis\":-1", 3, 4).input(3, 2);
    assertArrayEquals(new long[] {2, 3, 6}, LayerRun.of(joined, folder).shape());
    LayerModel stepped =
        LayerModel.of("ops.GetItem", "", 3, 4)
            .then("[" + range("null", "null").replace("\"step\":null", "\"step\":2") + "]");
    assertThrows(UnsupportedOpException.class, () -> LayerRun.of(stepped, folder));
  }
}
