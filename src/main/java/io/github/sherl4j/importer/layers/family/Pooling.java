package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/** Pooling over windows and over everything. */
public final class Pooling extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Pooling() {
    for (int axes = 1; axes <= 2; axes++) {
      int n = axes;
      entry("MaxPooling" + n + "D", l -> windows(l, n, true));
      entry("AveragePooling" + n + "D", l -> windows(l, n, false));
      entry("GlobalMaxPooling" + n + "D", l -> global(l, n, true));
      entry("GlobalAveragePooling" + n + "D", l -> global(l, n, false));
      entry("MaxPool" + n + "D", l -> windows(l, n, true));
      entry("AvgPool" + n + "D", l -> windows(l, n, false));
      entry("GlobalMaxPool" + n + "D", l -> global(l, n, true));
      entry("GlobalAvgPool" + n + "D", l -> global(l, n, false));
    }
    for (String name : List.of("GlobalMaxPooling3D", "GlobalMaxPool3D")) {
      entry(name, l -> global(l, 3, true));
    }
    for (String name : List.of("GlobalAveragePooling3D", "GlobalAvgPool3D")) {
      entry(name, l -> global(l, 3, false));
    }
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    return type.startsWith("Global")
        ? Optional.empty()
        : Spatial.objection(config, "valid", "same");
  }

  private static void windows(LayerContext layer, int axes, boolean largest) {
    LayerConfig c = layer.config();
    Spatial in = Spatial.of(layer, axes);
    List<Long> ones = axes == 1 ? List.of(1L) : List.of(1L, 1L);
    List<Long> twos = axes == 1 ? List.of(2L) : List.of(2L, 2L);
    List<Long> size = c.sizes("pool_size", axes, 1, twos);
    List<Long> stride = c.sizes("strides", axes, 1, size);
    boolean same = c.text("padding", "valid").equals("same");
    List<Long> k = Spatial.pair(size, 1);
    List<Long> s = Spatial.pair(stride, 1);
    Pooling2DConfig config =
        Pooling2DConfig.builder()
            .kH(k.get(0))
            .kW(k.get(1))
            .sH(s.get(0))
            .sW(s.get(1))
            .isNHWC(true)
            .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
            .build();
    SameDiff sd = layer.graph();
    SDVariable y =
        largest ? sd.cnn.maxPooling2d(in.maps(), config) : sd.cnn.avgPooling2d(in.maps(), config);
    List<Long> sizes = in.moved(size, stride, ones, same);
    layer.result(in.back(y), in.shape(sizes, in.channels()), Optional.empty());
  }

  private static void global(LayerContext layer, int axes, boolean largest) {
    LayerTensor in = layer.input(axes + 2);
    boolean first = Spatial.isFirst(layer.config());
    boolean keep = layer.config().flag("keepdims", false);
    int start = first ? 2 : 1;
    int[] over = IntStream.range(start, start + axes).toArray();
    SameDiff sd = layer.graph();
    SDVariable x = in.variable();
    SDVariable y;
    if (in.mask().isPresent() && !largest && axes == 1 && !first) {
      SDVariable mask = sd.expandDims(in.mask().get(), 2);
      y = sd.sum(x.mul(mask), keep, over).div(sd.sum(mask, keep, over));
    } else {
      y = largest ? sd.max(x, keep, over) : sd.mean(x, keep, over);
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      boolean gone = i >= start && i < start + axes;
      if (!gone || keep) {
        shape.add(gone ? 1L : in.shape().get(i));
      }
    }
    layer.result(y, shape, Optional.empty());
  }
}
