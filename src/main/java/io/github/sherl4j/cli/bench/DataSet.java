package io.github.sherl4j.cli.bench;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model and the data it is tuned on, as paths below the folder of assets.
 *
 * @param backbone model file
 * @param tokenizer tokenizer file; {@code null} for pictures
 * @param train labelled training rows
 * @param test labelled test rows
 * @param perClass rows of each label to train on, the first ones of a CIFAR file; 0 = all
 * @param options of {@code sherl train} that go with them
 */
public record DataSet(
    String backbone, String tokenizer, String train, String test, int perClass, String options) {

  /**
   * The files and folders, training data last.
   *
   * @throws BadInputException naming the first that is missing
   */
  List<Path> files(Path assets) {
    List<Path> files = new ArrayList<>();
    files.add(assets.resolve(backbone));
    if (tokenizer != null) {
      files.add(assets.resolve(tokenizer));
    }
    files.add(assets.resolve(test));
    files.add(assets.resolve(train));
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new BadInputException(
            "no such file or folder",
            "the models and data sets that the bench measures on",
            file.toString(),
            "give their folder with --assets, or other rows with --rows");
      }
    }
    return files;
  }

  /**
   * Options of {@code sherl train} for these data.
   *
   * @param training the training data to use
   */
  List<String> arguments(Path assets, Path training) {
    List<String> all = new ArrayList<>(List.of("--backbone", "" + assets.resolve(backbone)));
    if (tokenizer != null) {
      all.addAll(List.of("--tokenizer", "" + assets.resolve(tokenizer)));
    }
    all.addAll(List.of("--data", "" + training, "--test", "" + assets.resolve(test)));
    all.addAll(Splitter.on(' ').splitToList(options));
    return all;
  }
}
