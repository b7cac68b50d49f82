package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbones;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers against their definitions, written out with loops. */
class LayersTest {

  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  private static INDArray counted(long... shape) {
    long count = Nd4j.createUninitialized(shape).length();
    return Nd4j.linspace(1, count, count).reshape(shape);
  }

  private static float[] values(INDArray a) {
    return a.dup('c').ravel().toFloatVector();
  }

  @Test
  void averagesLeavePaddingOut() {
    INDArray x = counted(1, 3, 3, 1);
    INDArray y =
        new H5Model(3, 3, 1)
            .layer("AveragePooling2D", "\"pool_size\":[2,2],\"padding\":\"same\"")
            .run(folder, x);
    assertArrayEquals(new float[] {3, 4.5f, 7.5f, 9}, values(y), 1e-5f);
    INDArray largest =
        new H5Model(3, 3, 1)
            .layer("MaxPooling2D", "\"pool_size\":[2,2],\"padding\":\"same\"")
            .run(folder, x.neg());
    assertArrayEquals(new float[] {-1, -3, -7, -9}, values(largest), 1e-5f);
  }

  @Test
  void convolutionInGroups() {
    H5Model model =
        new H5Model(4, 4, 4)
            .layer("Conv2D", "\"filters\":6,\"kernel_size\":[3,3],\"groups\":2,\"use_bias\":false");
    INDArray k = model.weight("kernel", 3, 3, 2, 6);
    INDArray x = counted(1, 4, 4, 4).muli(0.1);
    INDArray y = model.run(folder, x);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        for (int o = 0; o < 6; o++) {
          double sum = 0;
          for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
              for (int c = 0; c < 2; c++) {
                sum += x.getDouble(0, i + a, j + b, o / 3 * 2 + c) * k.getDouble(a, b, c, o);
              }
            }
          }
          assertEquals(sum, y.getDouble(0, i, j, o), 1e-4);
        }
      }
    }
  }

  @Test
  void causalConvolutionSeesOnlyThePast() {
    H5Model model =
        new H5Model(-1, 2)
            .layer(
                "Conv1D",
                "\"filters\":3,\"kernel_size\":[2],\"dilation_rate\":[2],\"padding\":\"causal\"");
    INDArray k = model.weight("kernel", 2, 2, 3);
    INDArray bias = model.weight("bias", 3);
    INDArray x = counted(1, 5, 2);
    INDArray y = model.run(folder, x);
    for (int t = 0; t < 5; t++) {
      for (int o = 0; o < 3; o++) {
        double sum = bias.getDouble(o);
        for (int c = 0; c < 2; c++) {
          sum += x.getDouble(0, t, c) * k.getDouble(1, c, o);
          sum += t < 2 ? 0 : x.getDouble(0, t - 2, c) * k.getDouble(0, c, o);
        }
        assertEquals(sum, y.getDouble(0, t, o), 1e-4);
      }
    }
  }

  @Test
  void transposedConvolutionScattersTheKernel() {
    for (String padding : new String[] {"valid", "same"}) {
      H5Model model =
          new H5Model(3, 3, 2)
              .layer(
                  "Conv2DTranspose",
                  "\"filters\":2,\"kernel_size\":[3,3],\"strides\":[2,2],\"padding\":\""
                      + padding
                      + "\",\"use_bias\":false");
      INDArray k = model.weight("kernel", 3, 3, 2, 2);
      INDArray x = counted(1, 3, 3, 2).muli(0.1);
      double[][][] full = new double[7][7][2];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          for (int n = 0; n < 36; n++) {
            int a = n / 12;
            int b = n / 4 % 3;
            int o = n / 2 % 2;
            full[2 * i + a][2 * j + b][o] +=
                x.getDouble(0, i, j, n % 2) * k.getDouble(a, b, o, n % 2);
          }
        }
      }
      INDArray y = model.run(folder, x);
      int size = padding.equals("same") ? 6 : 7;
      assertArrayEquals(new long[] {1, size, size, 2}, y.shape());
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          for (int o = 0; o < 2; o++) {
            assertEquals(full[i][j][o], y.getDouble(0, i, j, o), 1e-4, padding);
          }
        }
      }
    }
  }

  @Test
  void channelsFirstIsTheSameConvolutionTurned() {
    String settings = "\"filters\":3,\"kernel_size\":[2,2],\"padding\":\"same\"";
    H5Model last = new H5Model(4, 5, 2).layer("Conv2D", settings);
    H5Model first =
        new H5Model(2, 4, 5).layer("Conv2D", settings + ",\"data_format\":\"channels_first\"");
    for (H5Model m : new H5Model[] {last, first}) {
      m.weight("kernel", 2, 2, 2, 3);
      m.weight("bias", 3);
    }
    INDArray x = counted(1, 4, 5, 2);
    INDArray want = last.run(folder, x);
    INDArray got = first.run(folder, x.permute(0, 3, 1, 2).dup('c'));
    assertArrayEquals(values(want), values(got.permute(0, 2, 3, 1)), 1e-4f);
  }

  @Test
  void movesElements() {
    INDArray x = counted(1, 2, 2, 1);
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4},
        values(new H5Model(2, 2, 1).layer("UpSampling2D", "\"size\":[2,2]").run(folder, x)));
    assertArrayEquals(
        new float[] {4},
        values(
            new H5Model(2, 2, 1).layer("Cropping2D", "\"cropping\":[[1,0],[1,0]]").run(folder, x)));
    assertArrayEquals(
        new float[] {1, 3, 2, 4},
        values(
            new H5Model(2, 2, 1)
                .layer("Permute", "\"dims\":[2,1,3]")
                .layer("Reshape", "\"target_shape\":[-1]")
                .run(folder, x)));
    assertArrayEquals(
        new float[] {0, 1, 2, 0},
        values(
            new H5Model(2, 1)
                .layer("ZeroPadding1D", "\"padding\":1")
                .run(folder, counted(1, 2, 1))));
    assertArrayEquals(
        new float[] {1, 2, 1, 2, 1, 2},
        values(new H5Model(2).layer("RepeatVector", "\"n\":3").run(folder, counted(1, 2))));
  }

  @Test
  void activations() {
    Map<String, DoubleUnaryOperator> want =
        Map.of(
            "softplus", v -> Math.log1p(Math.exp(v)),
            "softsign", v -> v / (1 + Math.abs(v)),
            "swish", v -> v / (1 + Math.exp(-v)),
            "hard_sigmoid", v -> Math.min(1, Math.max(0, 0.2 * v + 0.5)),
            "elu", v -> v > 0 ? v : Math.expm1(v),
            "selu", v -> 1.05070098 * (v > 0 ? v : 1.67326324 * Math.expm1(v)),
            "mish", v -> v * Math.tanh(Math.log1p(Math.exp(v))),
            "relu6", v -> Math.min(6, Math.max(0, v)),
            "exponential", Math::exp);
    INDArray x = Nd4j.linspace(-4, 8, 13).reshape(1, 13);
    want.forEach(
        (name, f) -> {
          INDArray y =
              new H5Model(13).layer("Activation", "\"activation\":\"" + name + "\"").run(folder, x);
          for (int i = 0; i < 13; i++) {
            double v = f.applyAsDouble(x.getDouble(i));
            assertEquals(v, y.getDouble(0, i), TOLERANCE * Math.max(1, v), name);
          }
        });
    INDArray y =
        new H5Model(13)
            .layer("ReLU", "\"max_value\":5.0,\"negative_slope\":0.5,\"threshold\":1.0")
            .run(folder, x);
    for (int i = 0; i < 13; i++) {
      double v = x.getDouble(i);
      double f = v >= 5 ? 5 : v >= 1 ? v : 0.5 * (v - 1);
      assertEquals(f, y.getDouble(0, i), TOLERANCE, "at " + v);
    }
  }

  @Test
  void einsumDenseOverTwoAxes() {
    H5Model model =
        new H5Model(3, 2, 2)
            .layer(
                "EinsumDense",
                "\"equation\":\"abcd,cde->abe\",\"output_shape\":[null,4],\"bias_axes\":\"e\"");
    INDArray k = model.weight("kernel", 2, 2, 4);
    INDArray bias = model.weight("bias", 4);
    INDArray x = counted(1, 3, 2, 2);
    INDArray y = model.run(folder, x);
    for (int b = 0; b < 3; b++) {
      for (int e = 0; e < 4; e++) {
        double sum = bias.getDouble(e);
        for (int c = 0; c < 2; c++) {
          for (int d = 0; d < 2; d++) {
            sum += x.getDouble(0, b, c, d) * k.getDouble(c, d, e);
          }
        }
        assertEquals(sum, y.getDouble(0, b, e), 1e-4);
      }
    }
  }

  @Test
  void allUnsupportedLayersAreReportedAtOnce() {
    Path file =
        new H5Model(3)
            .layer("Lambda", "\"function\":[\"code\",null,null]")
            .layer("Dense2", "\"units\":3")
            .layer("Activation", "\"activation\":\"mine\"")
            .write(folder.resolve("bad.h5"));
    UnsupportedOpException e =
        assertThrows(UnsupportedOpException.class, () -> Backbones.open(file));
    for (String part :
        new String[] {
          "l0 (Lambda, position 1",
          "l1 (Dense2, position 2",
          "l2 (Activation, position 3",
          "Dense",
          "LayerMapper"
        }) {
      assertTrue(e.getMessage().contains(part), part + " in " + e.getMessage());
    }
    assertEquals(3, Backbones.unsupported(file).size());
  }
}
