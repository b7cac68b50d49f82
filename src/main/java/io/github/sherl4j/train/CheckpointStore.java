package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.format.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run in their folder, {@code step-0000000120.checkpoint}. Each is written
 * under another name, forced to disk and renamed; only then is an old one deleted, so the last
 * complete one always survives.
 */
final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String SUFFIX = ".checkpoint";

  private final Checkpoints settings;
  private final Map<String, String> identity;
  private long saved = -1;

  /**
   * Opens the folder.
   *
   * @throws BadInputException if it holds checkpoints and the run is not to go on from them
   */
  CheckpointStore(Checkpoints settings, Map<String, String> identity) {
    this.settings = settings;
    this.identity = identity;
    try {
      Files.createDirectories(settings.folder());
    } catch (IOException e) {
      throw refused(e);
    }
    AtomicFiles.sweep(settings.folder());
    if (!settings.resume() && !newestFirst().isEmpty()) {
      throw new BadInputException(
          newestFirst().size() + " checkpoints of an earlier run",
          "an empty folder, or a run that goes on",
          settings.folder().toString(),
          "go on with --resume, or name another folder");
    }
  }

  /** Brings the state to the newest sound checkpoint; says whether there was one. */
  boolean restore(TrainState state) {
    if (!settings.resume()) {
      return false;
    }
    for (Path file : newestFirst()) {
      try {
        StateFile.read(file, state, identity);
        saved = state.step();
        return true;
      } catch (CorruptFileException e) {
        LOG.warn("{}; trying the checkpoint before it", e.getMessage());
      }
    }
    LOG.warn("no sound checkpoint in {}: starting at step 0", settings.folder());
    return false;
  }

  /** Writes the state if it is time to, or {@code now}; unless it is on disk already. */
  void save(TrainState state, boolean now) {
    if (state.step() == saved || !(now || state.step() % settings.every() == 0)) {
      return;
    }
    String name = String.format(Locale.ROOT, "step-%010d%s", state.step(), SUFFIX);
    StateFile.write(settings.folder().resolve(name), state, identity);
    saved = state.step();
    List<Path> old = newestFirst();
    for (Path file : old.subList(Math.min(settings.keep(), old.size()), old.size())) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw refused(e);
      }
    }
  }

  private List<Path> newestFirst() {
    try (Stream<Path> files = Files.list(settings.folder())) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(SUFFIX))
          .sorted(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed())
          .toList();
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private RefusedException refused(IOException e) {
    return new RefusedException(
        e.toString(),
        "a folder for checkpoints that can be written to",
        settings.folder().toString(),
        "choose another folder",
        e);
  }
}
