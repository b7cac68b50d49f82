import io.github.sherl4j.Sherl;
import io.github.sherl4j.image.ImageBatches;
import io.github.sherl4j.image.ImageSettings;
import io.github.sherl4j.image.LabelledPictures;
import io.github.sherl4j.importer.onnx.write.OnnxWeights;
import io.github.sherl4j.importer.onnx.write.VisionTransformerModel;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.awt.*;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** Folders of pictures and an ONNX vision transformer, tuned to pictures of another kind. */
public final class OnnxImage {

  private static final Path FOLDER = Path.of("sherl-samples", "onnx-image");
  private static final List<String> SHAPES = List.of("disc", "ring", "square", "frame");
  private static final ImageSettings SETTINGS =
      ImageSettings.builder().size(32, 32).mean("0.5").deviation("0.5").build();

  public static void main(String[] arguments) throws IOException {
    Path vit = pretrained(draw("black", 2000, false, 1));
    LabelledPictures striped = LabelledPictures.open(draw("striped", 400, true, 2), SETTINGS);
    Path test = draw("striped-test", 400, true, 3);
    System.out.println("method         accuracy  parameters  live MiB");
    for (String method : List.of("linear-probe", "sherl", "last-layers", "full")) {
      try (TunedModel model = Sherl.attach(Sherl.open(vit), method, striped.labels());
          ImageBatches batches = striped.inOrder(model, test, 32)) {
        TrainResult result = train(model, striped, 20);
        System.out.printf(
            "%-14s %6.1f %% %,11d %9.2f%n",
            method,
            100 * Sherl.evaluate(model, batches).get("accuracy").doubleValue(),
            model.trainableParameters(),
            result.peakLiveBytes() / (double) (1 << 20));
      }
    }
  }

  private static TrainResult train(TunedModel model, LabelledPictures pictures, int epochs) {
    double rate = Plugins.method(model.plan().method()).rate(model.plan());
    try (ImageBatches batches = pictures.training(model, 32, 1)) {
      return Sherl.train(model, TrainConfig.builder().epochs(epochs).rate(rate).build(), batches);
    }
  }

  /** Stands for the model that you have: a transformer taught to tell shapes, written as ONNX. */
  private static Path pretrained(Path shapes) {
    LabelledPictures pictures = LabelledPictures.open(shapes, SETTINGS);
    Path random = FOLDER.resolve("random.onnx");
    Path vit = FOLDER.resolve("vit.onnx");
    new VisionTransformerModel(4, 48, 4, 96, 32, 4, 1).write(random);
    try (TunedModel model = Sherl.attach(Sherl.open(random), "full", pictures.labels())) {
      System.out.printf("pre-training, loss %.2f%n", train(model, pictures, 12).finalLoss());
      OnnxWeights.replace(
          random,
          vit,
          model.trained().keySet().stream()
              .filter(model.backbone().weights()::contains)
              .collect(Collectors.toMap(name -> name, model::value)));
    }
    return vit;
  }

  /** Discs and squares, full or hollow, of any size and place; coloured on black, or on stripes. */
  private static Path draw(String name, int count, boolean stripes, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      g.setColor(new Color(60, 60, 60));
      for (int at = random.nextInt(6); stripes && at < 32; at += 6) {
        g.fillRect(at, 0, 3, 32);
      }
      g.setColor(new Color(100 + random.nextInt(156), random.nextInt(256), random.nextInt(256)));
      int size = 9 + random.nextInt(9);
      int x = random.nextInt(31 - size);
      int y = random.nextInt(31 - size);
      int shape = random.nextInt(4);
      switch (shape) {
        case 0 -> g.fillOval(x, y, size, size);
        case 1 -> g.drawOval(x, y, size, size);
        case 2 -> g.fillRect(x, y, size, size);
        default -> g.drawRect(x, y, size, size);
      }
      Path label = Files.createDirectories(FOLDER.resolve(name).resolve(SHAPES.get(shape)));
      ImageIO.write(image, "png", label.resolve(i + ".png").toFile());
    }
    return FOLDER.resolve(name);
  }
}
