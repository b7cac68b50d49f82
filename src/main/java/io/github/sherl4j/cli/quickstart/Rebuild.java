package io.github.sherl4j.cli.quickstart;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.cli.quickstart.AgentTask.Row;
import io.github.sherl4j.train.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes every file of the quickstart again, from a seed alone. */
public final class Rebuild {

  /** Steps of pre-training that the embedded backbone had. */
  public static final int STEPS = Pretraining.STEPS;

  /** Seed that the embedded files were made from. */
  public static final long SEED = 0;

  private static final int TRAIN_ROWS = 960;
  private static final int TEST_ROWS = 960;

  private Rebuild() {}

  /**
   * Writes tokenizer, labelled rows and pre-trained backbone.
   *
   * @param folder made if missing; files of these names in it are replaced
   * @param steps of pre-training
   * @param listener called after every step of pre-training
   * @return the files, named like the embedded ones
   * @throws BadInputException if the folder cannot be written to, or without a step
   */
  public static List<Path> run(Path folder, long seed, long steps, Consumer<StepReport> listener) {
    if (steps < 1) {
      throw new BadInputException(
          steps + " steps", "at least 1", "--steps", "leave it out to make the embedded files");
    }
    Lexicon lexicon = Lexicon.embedded();
    Vocabulary vocabulary = Vocabulary.of(lexicon);
    AgentTask task = new AgentTask(lexicon, seed);
    List<Row> train = task.train(TRAIN_ROWS);
    List<Row> test = task.test(TEST_ROWS, train);
    List<Path> files = EmbeddedFiles.NAMES.stream().map(folder::resolve).toList();
    Path model = folder.resolve(EmbeddedFiles.MODEL);
    Path tokenizer = folder.resolve(EmbeddedFiles.TOKENIZER);
    Path random = folder.resolve(EmbeddedFiles.RANDOM);
    try {
      Files.createDirectories(folder);
      Files.writeString(tokenizer, vocabulary.tokenizerJson());
      Files.write(folder.resolve(EmbeddedFiles.TRAIN), tsv(train));
      Files.write(folder.resolve(EmbeddedFiles.TEST), tsv(test));
      Pretraining.start(random, vocabulary.size(), seed);
      Pretraining.run(random, tokenizer, model, lexicon, steps, seed, listener);
      Files.delete(random);
    } catch (IOException e) {
      throw EmbeddedFiles.unwritable(folder, e);
    }
    return files;
  }

  private static List<String> tsv(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    rows.forEach(r -> lines.add(r.label() + "\t" + r.text()));
    return lines;
  }
}
