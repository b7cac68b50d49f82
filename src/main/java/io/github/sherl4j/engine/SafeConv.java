package io.github.sherl4j.engine;

import com.google.common.primitives.ImmutableLongArray;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * Convolution and pooling of NCHW maps. Weights are given as [out, in, h, w] and permuted in the
 * graph, because the native gradient ignores every weight format but [h, w, in, out].
 */
public final class SafeConv {

  private SafeConv() {}

  /** Kernel size, stride, symmetric padding and dilation, each (height, width). */
  public record Window(
      ImmutableLongArray kernel,
      ImmutableLongArray stride,
      ImmutableLongArray pad,
      ImmutableLongArray dilation) {}

  /** An ordinary convolution; {@code bias} may be null. */
  public static SDVariable conv2d(
      SameDiff sd, SDVariable x, SDVariable weights, SDVariable bias, Window w) {
    SDVariable k = sd.permute(weights, 2, 3, 1, 0);
    return bias == null ? sd.cnn.conv2d(x, k, config(w)) : sd.cnn.conv2d(x, k, bias, config(w));
  }

  /** One filter group for each of {@code channels} input channels, {@code each} outputs a group. */
  public static SDVariable depthwise(
      SameDiff sd,
      SDVariable x,
      SDVariable weights,
      SDVariable bias,
      Window w,
      long channels,
      long each) {
    ImmutableLongArray kernel = w.kernel();
    SDVariable k =
        sd.permute(sd.reshape(weights, channels, each, kernel.get(0), kernel.get(1)), 2, 3, 0, 1);
    return bias == null
        ? sd.cnn.depthWiseConv2d(x, k, config(w))
        : sd.cnn.depthWiseConv2d(x, k, bias, config(w));
  }

  /** A convolution in {@code groups}, as slices put together again. */
  public static SDVariable grouped(
      SameDiff sd, SDVariable x, SDVariable weights, Window w, int groups, long in, long out) {
    SDVariable[] parts = new SDVariable[groups];
    long inEach = in / groups;
    long outEach = out / groups;
    for (int g = 0; g < groups; g++) {
      SDVariable xs = SafeShapes.slice(sd, x, 4, 1, g * inEach, (g + 1) * inEach, 1);
      SDVariable ws = SafeShapes.slice(sd, weights, 4, 0, g * outEach, (g + 1) * outEach, 1);
      parts[g] = conv2d(sd, xs, ws, null, w);
    }
    return sd.concat(1, parts);
  }

  /** Largest value in each window. */
  public static SDVariable maxPool(SameDiff sd, SDVariable x, Window w) {
    return sd.cnn.maxPooling2d(x, pooling(w));
  }

  /** Mean of each window; padding is best added before. */
  public static SDVariable averagePool(SameDiff sd, SDVariable x, Window w) {
    return sd.cnn.avgPooling2d(x, pooling(w));
  }

  private static Conv2DConfig config(Window w) {
    return Conv2DConfig.builder()
        .kH(w.kernel().get(0))
        .kW(w.kernel().get(1))
        .sH(w.stride().get(0))
        .sW(w.stride().get(1))
        .pH(w.pad().get(0))
        .pW(w.pad().get(1))
        .dH(w.dilation().get(0))
        .dW(w.dilation().get(1))
        .paddingMode(PaddingMode.VALID)
        .dataFormat("NCHW")
        .build();
  }

  private static Pooling2DConfig pooling(Window w) {
    return Pooling2DConfig.builder()
        .kH(w.kernel().get(0))
        .kW(w.kernel().get(1))
        .sH(w.stride().get(0))
        .sW(w.stride().get(1))
        .pH(w.pad().get(0))
        .pW(w.pad().get(1))
        .dH(w.dilation().get(0))
        .dW(w.dilation().get(1))
        .paddingMode(PaddingMode.VALID)
        .isNHWC(false)
        .build();
  }
}
