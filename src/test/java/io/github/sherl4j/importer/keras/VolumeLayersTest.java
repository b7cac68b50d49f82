package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution and pooling over three axes, and turned round over one, by their definitions. */
class VolumeLayersTest {

  private static final double TOLERANCE = 1e-9;

  @TempDir private Path folder;

  /** What lies at a place that may be in the padding; null outside. */
  private static Double at(INDArray x, int n, int d, int h, int w, int c) {
    boolean inside = d >= 0 && h >= 0 && w >= 0 && d < x.size(1) && h < x.size(2) && w < x.size(3);
    return inside ? (Double) x.getDouble(n, d, h, w, c) : null;
  }

  @Test
  void convolution() {
    for (boolean same : new boolean[] {true, false}) {
      int[] k = {3, 2, 2};
      int[] s = {2, 1, 2};
      LayerModel model =
          LayerModel.of(
                  "Conv3D",
                  "\"filters\":2,\"kernel_size\":[3,2,2],\"strides\":[2,1,2],\"padding\":\""
                      + (same ? "same" : "valid")
                      + "\"",
                  6,
                  3,
                  4,
                  2)
              .weight("kernel", 3, 2, 2, 2, 2)
              .weight("bias", 2);
      INDArray x = model.feeds().get("x0");
      INDArray kernel = model.value("kernel");
      INDArray y = LayerRun.of(model, folder);
      long[] out = same ? new long[] {2, 3, 3, 2, 2} : new long[] {2, 2, 2, 2, 2};
      assertArrayEquals(out, y.shape());
      int[] before = new int[3];
      for (int i = 0; i < 3; i++) {
        int need = (int) Math.max(0, (out[i + 1] - 1) * s[i] + k[i] - x.size(i + 1));
        before[i] = same ? need / 2 : 0;
      }
      for (int p = 0; p < y.length(); p++) {
        int f = p % 2;
        int w = (int) (p / 2 % out[3]);
        int h = (int) (p / 2 / out[3] % out[2]);
        int d = (int) (p / 2 / out[3] / out[2] % out[1]);
        int n = (int) (p / 2 / out[3] / out[2] / out[1]);
        double sum = model.value("bias").getDouble(f);
        for (int q = 0; q < 24; q++) {
          int c = q % 2;
          int kw = q / 2 % 2;
          int kh = q / 4 % 2;
          int kd = q / 8;
          Double v =
              at(
                  x,
                  n,
                  d * s[0] + kd - before[0],
                  h * s[1] + kh - before[1],
                  w * s[2] + kw - before[2],
                  c);
          sum += v == null ? 0 : v * kernel.getDouble(kd, kh, kw, c, f);
        }
        assertEquals(sum, y.getDouble(n, d, h, w, f), TOLERANCE);
      }
    }
  }

  @Test
  void pooling() {
    for (String type : new String[] {"MaxPooling3D", "AveragePooling3D"}) {
      LayerModel model = LayerModel.of(type, "\"pool_size\":2,\"padding\":\"same\"", 3, 4, 5, 2);
      INDArray x = model.feeds().get("x0");
      INDArray y = LayerRun.of(model, folder);
      assertArrayEquals(new long[] {2, 2, 2, 3, 2}, y.shape());
      for (int p = 0; p < y.length(); p++) {
        int c = p % 2;
        int w = p / 2 % 3;
        int h = p / 6 % 2;
        int d = p / 12 % 2;
        int n = p / 24;
        double sum = 0;
        double most = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (int q = 0; q < 8; q++) {
          Double v = at(x, n, 2 * d + q / 4, 2 * h + q / 2 % 2, 2 * w + q % 2, c);
          if (v != null) {
            sum += v;
            most = Math.max(most, v);
            count++;
          }
        }
        double want = type.startsWith("Max") ? most : sum / count;
        assertEquals(want, y.getDouble(n, d, h, w, c), TOLERANCE, type);
      }
    }
  }

  @Test
  void turnedRoundOverOneAxis() {
    for (boolean same : new boolean[] {true, false}) {
      LayerModel model =
          LayerModel.of(
                  "Conv1DTranspose",
                  "\"filters\":2,\"kernel_size\":[3],\"strides\":[2],\"padding\":\""
                      + (same ? "same" : "valid")
                      + "\"",
                  4,
                  3)
              .weight("kernel", 3, 2, 3)
              .weight("bias", 2);
      INDArray x = model.feeds().get("x0");
      INDArray k = model.value("kernel");
      INDArray y = LayerRun.of(model, folder);
      int size = same ? 8 : 9;
      assertArrayEquals(new long[] {2, size, 2}, y.shape());
      for (int n = 0; n < 2; n++) {
        for (int t = 0; t < size; t++) {
          for (int f = 0; f < 2; f++) {
            double sum = model.value("bias").getDouble(f);
            for (int from = 0; from < 4; from++) {
              int place = t - 2 * from;
              for (int c = 0; place >= 0 && place < 3 && c < 3; c++) {
                sum += x.getDouble(n, from, c) * k.getDouble(place, f, c);
              }
            }
            assertEquals(sum, y.getDouble(n, t, f), TOLERANCE);
          }
        }
      }
    }
  }

  @Test
  void blendedEnlarging() {
    LayerModel model =
        LayerModel.of("UpSampling2D", "\"size\":[2,3],\"interpolation\":\"bilinear\"", 3, 2, 2);
    INDArray x = model.feeds().get("x0");
    INDArray y = LayerRun.of(model, folder);
    assertArrayEquals(new long[] {2, 6, 6, 2}, y.shape());
    for (int h = 0; h < 6; h++) {
      for (int w = 0; w < 6; w++) {
        double a = Math.min(2, Math.max(0, (h + 0.5) / 2 - 0.5));
        double b = Math.min(1, Math.max(0, (w + 0.5) / 3 - 0.5));
        double sum = 0;
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 2; j++) {
            double share = Math.max(0, 1 - Math.abs(a - i)) * Math.max(0, 1 - Math.abs(b - j));
            sum += share * x.getDouble(1, i, j, 0);
          }
        }
        assertEquals(sum, y.getDouble(1, h, w, 0), TOLERANCE);
      }
    }
  }
}
