package io.github.sherl4j.train.data;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.internal.Services;
import java.util.Map;
import java.util.TreeMap;

/** Finds label codecs on the class path by the name of their task. */
public final class LabelCodecs {

  private LabelCodecs() {}

  /**
   * The codec of a task.
   *
   * @throws NoMatchException listing the nearest names
   */
  public static LabelCodec of(String task) {
    Map<String, LabelCodec> found = new TreeMap<>();
    Services.Found<LabelCodec> all = Services.named(LabelCodec.class, LabelCodec::task);
    all.services().forEach(c -> found.put(c.task(), c));
    LabelCodec codec = found.get(task);
    if (codec == null) {
      throw new NoMatchException(
          "'" + task + "'",
          "a task that reads labels of text rows",
          "the task",
          Names.didYouMean(task, found.keySet()) + all.complaint());
    }
    return codec;
  }
}
