package io.github.sherl4j.docs;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.image.ImageBatches;
import io.github.sherl4j.image.ImageSettings;
import io.github.sherl4j.image.LabelledPictures;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.testing.KerasNet;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.transform.TunedModel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes {@code samples/keras-image/shapes.keras}: a residual network in the form that Keras 3
 * writes, all of whose weights are trained here to tell discs from squares, full from hollow.
 */
final class KerasShapes {

  private static final int WIDTH = 16;
  private static final List<String> LABELS = List.of("disc", "frame", "ring", "square");
  private static final ImageSettings PIXELS =
      ImageSettings.builder().size(32, 32).mean("0").deviation("1").build();

  private KerasShapes() {}

  /** Writes to the file that is named, or to the sample's. */
  public static void main(String[] arguments) throws IOException {
    String sample = "samples/keras-image/shapes.keras";
    Path file = Path.of(arguments.length > 0 ? arguments[0] : sample);
    Path folder = Files.createTempDirectory("shapes");
    LabelledPictures pictures =
        LabelledPictures.open(draw(folder.resolve("train"), 2000, 1), PIXELS);
    Path test = draw(folder.resolve("test"), 400, 2);
    Path random = network().writeArchive(folder.resolve("random.keras"));
    try (TunedModel model = Sherl.attach(Sherl.open(random), "full", pictures.labels());
        ImageBatches train = pictures.training(model, 32, 1);
        ImageBatches held = pictures.inOrder(model, test, 32)) {
      double rate = Plugins.method("full").rate(model.plan());
      Sherl.train(model, TrainConfig.builder().epochs(6).rate(rate).build(), train);
      System.out.println(pictures.labels() + " " + Sherl.evaluate(model, held));
      Map<String, INDArray> trained = new HashMap<>();
      model.trained().keySet().forEach(name -> trained.put(name, model.value(name)));
      trained.put("shape/kernel", model.value("head.weight").transpose().dup());
      trained.put("shape/bias", model.value("head.bias"));
      network().replace(trained).writeArchive(file);
    }
  }

  private static KerasNet network() {
    String same = "\"kernel_size\":[3,3],\"padding\":\"same\",\"filters\":" + WIDTH;
    KerasNet net =
        new KerasNet("pixels", 1, 32, 32, 3)
            .add("stem", "Conv2D", same + ",\"strides\":[2,2]", "pixels")
            .weight("kernel", -0.4, 0.4, 3, 3, 3, WIDTH)
            .weight("bias", 0, 0, WIDTH);
    String at = "stem";
    for (int b = 0; b < 4; b++) {
      String p = "block" + b + "_";
      net.add(p + "conv1", "Conv2D", same + ",\"activation\":\"relu\"", at)
          .weight("kernel", -0.2, 0.2, 3, 3, WIDTH, WIDTH)
          .weight("bias", 0, 0, WIDTH)
          .add(p + "conv2", "Conv2D", same, p + "conv1")
          .weight("kernel", -0.1, 0.1, 3, 3, WIDTH, WIDTH)
          .weight("bias", 0, 0, WIDTH)
          .add(p + "add", "Add", "", p + "conv2", at)
          .add(p + "out", "ReLU", "", p + "add");
      at = p + "out";
    }
    return net.add("norm", "LayerNormalization", "\"axis\":[-1],\"epsilon\":0.001", at)
        .weight("gamma", 1, 1, WIDTH)
        .weight("beta", 0, 0, WIDTH)
        .add("pool", "GlobalAveragePooling2D", "", "norm")
        .add("shape", "Dense", "\"units\":" + LABELS.size(), "pool")
        .weight("kernel", -0.1, 0.1, WIDTH, LABELS.size())
        .weight("bias", 0, 0, LABELS.size());
  }

  private static Path draw(Path folder, int count, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      int light = 60 + random.nextInt(196);
      g.setColor(new Color(light, random.nextInt(256), random.nextInt(256)));
      int size = 9 + random.nextInt(9);
      int x = random.nextInt(31 - size);
      int y = random.nextInt(31 - size);
      int shape = random.nextInt(4);
      switch (LABELS.get(shape)) {
        case "disc" -> g.fillOval(x, y, size, size);
        case "ring" -> g.drawOval(x, y, size, size);
        case "square" -> g.fillRect(x, y, size, size);
        default -> g.drawRect(x, y, size, size);
      }
      g.dispose();
      Path label = Files.createDirectories(folder.resolve(LABELS.get(shape)));
      ImageIO.write(image, "png", label.resolve(i + ".png").toFile());
    }
    return folder;
  }
}
