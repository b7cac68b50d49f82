package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.layers.LayerMapper;
import io.github.sherl4j.testing.PluginJar;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A Keras layer that a jar of somebody else's adds, or replaces. */
class ThirdPartyLayerTest {

  private static final String LAYER =
      """
      import io.github.sherl4j.importer.layers.LayerContext;
      import io.github.sherl4j.importer.layers.LayerMapper;
      import io.github.sherl4j.importer.layers.LayerTensor;
      import java.util.Set;

      public final class ScaleBy implements LayerMapper {
        @Override
        public Set<String> types() {
          return Set.of("ScaleBy");
        }

        @Override
        public void map(LayerContext layer) {
          LayerTensor in = layer.input(2);
          var bias = layer.weight("bias", in.width());
          double factor = layer.config().real("factor", 1);
          layer.result(in.variable().mul(factor).add(bias), in.shape());
        }
      }
      """;

  @TempDir Path folder;

  private Path jar(String code) {
    return new PluginJar(folder)
        .source("ScaleBy", code)
        .service(LayerMapper.class, "ScaleBy")
        .write("scale.jar");
  }

  @Test
  void aLayerWithASettingAndAWeight() {
    H5Model model = new H5Model(3).layer("ScaleBy", "\"factor\":2.5");
    INDArray bias = model.weight("bias", 3);
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2, 3}});
    assertThrows(UnsupportedOpException.class, () -> model.run(folder, x));
    INDArray y = PluginJar.loaded(jar(LAYER), () -> model.run(folder, x));
    assertArrayEquals(
        x.mul(2.5).addRowVector(bias).toFloatMatrix()[0], y.toFloatMatrix()[0], 1e-6f);
  }

  @Test
  void aLayerOfOursReplaced() {
    H5Model model = new H5Model(3).layer("Activation", "\"activation\":\"relu\"");
    INDArray x = Nd4j.createFromArray(new float[][] {{-1, 2, -3}});
    String code =
        LAYER
            .replace("Set.of(\"ScaleBy\")", "Set.of(\"Activation\")")
            .replace("var bias = layer.weight(\"bias\", in.width());", "")
            .replace(".add(bias)", "");
    assertArrayEquals(new float[] {0, 2, 0}, model.run(folder, x).toFloatMatrix()[0]);
    INDArray y = PluginJar.loaded(jar(code), () -> model.run(folder, x));
    assertArrayEquals(new float[] {-1, 2, -3}, y.toFloatMatrix()[0]);
  }

  @Test
  void aLayerThatFailsIsToldWithItsJar() {
    H5Model model = new H5Model(3).layer("ScaleBy", "");
    INDArray x = Nd4j.ones(1, 3);
    String code = LAYER.replace("layer.input(2);", "null;");
    BadInputException e =
        assertThrows(
            BadInputException.class, () -> PluginJar.loaded(jar(code), () -> model.run(folder, x)));
    assertTrue(e.where().contains("example.ScaleBy of scale.jar"), e.getMessage());
  }
}
