package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.train.Checkpoints;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a run is watched, kept and taken up again. */
final class RunOptions {

  @Option(
      names = "--dev",
      paramLabel = "DEV",
      description = "Rows to measure after every epoch; the best weights are kept.")
  private Path devFile;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description = "Folder for states to go on from after a stop or a crash.")
  private Path folder;

  @Option(
      names = "--checkpoint-every",
      defaultValue = "100",
      description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
  private long every;

  @Option(
      names = "--keep-checkpoints",
      defaultValue = "2",
      description = "How many checkpoints stay (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--resume",
      description = "Go on from the newest checkpoint, bit for bit as if never stopped.")
  private boolean resume;

  Optional<Path> dev() {
    return Optional.ofNullable(devFile);
  }

  /** The checkpoints of a run over the data that {@code identity} describes. */
  Optional<Checkpoints> checkpoints(Map<String, String> identity) {
    if (resume && folder == null) {
      throw new BadInputException(
          "--resume alone", "--checkpoints DIR beside it", "the options", "name the folder");
    }
    return Optional.ofNullable(folder).map(f -> new Checkpoints(f, every, keep, resume, identity));
  }
}
