import io.github.sherl4j.Sherl;
import io.github.sherl4j.image.ImageBatches;
import io.github.sherl4j.image.ImageSettings;
import io.github.sherl4j.image.LabelledPictures;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A Keras network that tells four shapes, tuned to tell four others. */
public final class KerasImage {

  /** In the form of Keras 3; an .h5 file would do as well. */
  private static final Path KERAS = Path.of("samples", "keras-image", "shapes.keras");

  private static final Path FOLDER = Path.of("sherl-samples", "keras-image");
  private static final List<String> SHAPES = List.of("bow", "cross", "diamond", "triangle");

  public static void main(String[] arguments) throws IOException {
    try (Backbone backbone = Sherl.open(KERAS)) {
      System.out.printf("%s: %,d parameters%n", backbone.inputs(), backbone.parameters());
      Sherl.discover(backbone).blocks().forEach(b -> System.out.println(b.outputTensor()));
    }
    // The network got its pixels from 0 to 1, so nothing is subtracted or divided by.
    ImageSettings settings = ImageSettings.builder().size(32, 32).mean("0").deviation("1").build();
    LabelledPictures pictures = LabelledPictures.open(draw("train", 400, 1), settings);
    Path test = draw("test", 400, 2);
    System.out.println("method         accuracy  parameters  live MiB");
    for (String method : List.of("linear-probe", "sherl", "last-layers", "full")) {
      try (TunedModel model = Sherl.attach(Sherl.open(KERAS), method, pictures.labels());
          ImageBatches train = pictures.training(model, 32, 1);
          ImageBatches held = pictures.inOrder(model, test, 32)) {
        double rate = Plugins.method(method).rate(model.plan());
        TrainConfig config = TrainConfig.builder().epochs(20).rate(rate).build();
        TrainResult result = Sherl.train(model, config, train);
        System.out.printf(
            "%-14s %6.1f %% %,11d %9.2f%n",
            method,
            100 * Sherl.evaluate(model, held).get("accuracy").doubleValue(),
            model.trainableParameters(),
            result.peakLiveBytes() / (double) (1 << 20));
        pictures.save(model, FOLDER.resolve(method + ".safetensors"));
      }
    }
  }

  /** One shape a picture, of any light colour, anywhere. */
  private static Path draw(String name, int count, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      String shape = SHAPES.get(random.nextInt(SHAPES.size()));
      int size = 10 + 2 * random.nextInt(5);
      int x = random.nextInt(31 - size);
      int y = random.nextInt(31 - size);
      int[] across = {x, x + size / 2, x + size, x + size / 2};
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      g.setColor(Color.getHSBColor(random.nextFloat(), random.nextFloat(), 1));
      switch (shape) {
        case "bow" -> g.fillArc(x, y, size, size, 90 * random.nextInt(4), 180);
        case "cross" -> {
          g.fillRect(x, y + size / 2 - 1, size, 3);
          g.fillRect(x + size / 2 - 1, y, 3, size);
        }
        case "diamond" ->
            g.fillPolygon(across, new int[] {y + size / 2, y, y + size / 2, y + size}, 4);
        default -> g.fillPolygon(across, new int[] {y + size, y, y + size}, 3);
      }
      g.dispose();
      Path label = FOLDER.resolve(name).resolve(shape);
      Files.createDirectories(label);
      ImageIO.write(image, "png", label.resolve(i + ".png").toFile());
    }
    return FOLDER.resolve(name);
  }
}
