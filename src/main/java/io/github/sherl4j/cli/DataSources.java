package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.image.ImageInput;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.train.StoredAdapter;
import java.nio.file.Path;
import java.util.List;

/** Chooses the kind of data by what a backbone reads: pictures or texts. */
final class DataSources {

  private DataSources() {}

  /** The source for training. */
  static DataSource of(Backbone backbone, TextOptions text, ImageOptions images) {
    if (ImageInput.among(backbone.inputs())) {
      refuse(text.given(), "a model that reads pictures");
      return ImageSource.of(backbone, images);
    }
    refuse(images.given(), "a model that reads texts");
    return TextSource.of(backbone, text);
  }

  /**
   * The source as it was in training.
   *
   * @param tokenizer {@code null} if not given
   */
  static DataSource restored(StoredAdapter adapter, Backbone backbone, Path tokenizer) {
    if (ImageInput.among(backbone.inputs())) {
      refuse(tokenizer == null ? List.of() : List.of("--tokenizer"), "a model that reads pictures");
      return ImageSource.restored(adapter, backbone);
    }
    return TextSource.restored(adapter, backbone, tokenizer);
  }

  private static void refuse(List<String> given, String model) {
    if (!given.isEmpty()) {
      throw new BadInputException(
          String.join(" ", given), "options for " + model, "the options", "leave it out");
    }
  }
}
