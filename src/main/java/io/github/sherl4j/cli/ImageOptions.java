package io.github.sherl4j.cli;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.image.Augmentations;
import io.github.sherl4j.image.ImageInput;
import io.github.sherl4j.image.ImageSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How pictures become what a model reads. */
final class ImageOptions {

  private static final int USUAL = 224;

  @Option(
      names = "--mean",
      paramLabel = "R,G,B",
      description = "Pictures: imagenet (default), cifar, a number, or one a colour, of 0 to 1.")
  private String mean;

  @Option(
      names = "--std",
      paramLabel = "R,G,B",
      description = "Pictures: imagenet (default), cifar, a number, or one a colour, of 0 to 1.")
  private String deviation;

  @Option(
      names = "--crop",
      paramLabel = "PIXELS",
      description =
          "Pictures: what the model sees, N or HEIGHTxWIDTH (default: the model's, else 224).")
  private String crop;

  @Option(
      names = "--resize",
      paramLabel = "PIXELS",
      description = "Pictures: the shorter side before the centre crop (default: that of --crop).")
  private Integer resize;

  @Option(
      names = "--augment",
      paramLabel = "NAMES",
      description = "Pictures: flip, pad-crop, resized-crop; several with commas (default: none).")
  private String augment;

  /** Names of the options that were given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    add(given, "--mean", mean);
    add(given, "--std", deviation);
    add(given, "--crop", crop);
    add(given, "--resize", resize);
    add(given, "--augment", augment);
    return given;
  }

  static void add(List<String> given, String name, Object value) {
    if (value != null) {
      given.add(name);
    }
  }

  ImageSettings settings(ImageInput input) {
    ImageSettings.Builder builder = ImageSettings.builder();
    List<Integer> size =
        crop == null
            ? List.of(usual(input.height()), usual(input.width()))
            : Splitter.on('x')
                .splitToStream(crop)
                .map(Ints::tryParse)
                .map(ImageOptions::or0)
                .toList();
    if (resize != null && resize < 1) {
      throw bad("--resize " + resize, "at least 1 pixel");
    }
    if (size.size() > 2 || size.contains(0)) {
      throw bad("--crop " + crop, "a number of pixels, or HEIGHTxWIDTH such as 192x256");
    }
    Optional.ofNullable(mean).ifPresent(builder::mean);
    Optional.ofNullable(deviation).ifPresent(builder::deviation);
    Optional.ofNullable(resize).ifPresent(builder::resize);
    Optional.ofNullable(augment).map(Augmentations::named).ifPresent(builder::augment);
    return builder.size(size.get(size.size() - 1), size.get(0)).build();
  }

  private static int or0(Integer number) {
    return number == null ? 0 : Math.max(0, number);
  }

  private static int usual(int fixed) {
    return fixed < 0 ? USUAL : fixed;
  }

  private static BadInputException bad(String found, String expected) {
    return new BadInputException(found, expected, "the options", "give another value");
  }
}
