package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** From a live backbone: the sizes of weights come from its graph. */
class BackboneEntryTest {

  private static Backbone residualLayers(int n) {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 4);
    Backbone.Builder builder =
        Backbone.builder(sd).format("samediff").fingerprint("0").variable("x", "x");
    List<OpNode> ops = new ArrayList<>();
    List<String> weights = new ArrayList<>();
    TensorInfo last = new TensorInfo("x", DataType.FLOAT, List.of(-1L, 4L));
    builder.inputs(List.of(last)).tensor(last);
    for (int i = 0; i < n; i++) {
      String w = "layer." + i + ".weight";
      String inner = "layer." + i + ".inner";
      String out = "layer." + i + ".out";
      SDVariable product = x.mmul(sd.constant("w" + i, Nd4j.ones(4, 4)));
      x = x.add(product);
      ops.add(new OpNode("m" + i, "MatMul", List.of(last.name()), List.of(w), List.of(inner)));
      ops.add(new OpNode("a" + i, "Add", List.of(last.name(), inner), List.of(), List.of(out)));
      last = new TensorInfo(out, DataType.FLOAT, List.of(-1L, 4L));
      builder.variable(w, "w" + i).variable(inner, product.name()).variable(out, x.name());
      builder.tensor(new TensorInfo(inner, DataType.FLOAT, List.of(-1L, 4L))).tensor(last);
      weights.add(w);
    }
    return builder.ops(ops).weights(weights).outputs(List.of(last)).build();
  }

  @Test
  void countsTheParametersOfEachBlock() {
    try (Backbone backbone = residualLayers(3)) {
      BlockMap map = BlockDiscovery.discover(backbone);
      assertEquals(List.of(16L, 16L, 16L), map.blocks().stream().map(Block::parameters).toList());
      assertEquals(List.of("layer.1.weight"), map.blocks().get(1).weights());
      assertEquals("layer.2.out", map.features());
      assertEquals(
          1, BlockDiscovery.between(backbone, List.of("x", "layer.2.out")).blocks().size());
    }
  }

  @Test
  void oneLayerDoesNotRepeat() {
    try (Backbone backbone = residualLayers(1)) {
      assertThrows(NoMatchException.class, () -> BlockDiscovery.discover(backbone));
    }
  }
}
