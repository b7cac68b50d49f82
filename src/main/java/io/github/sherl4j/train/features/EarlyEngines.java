package io.github.sherl4j.train.features;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.ForwardProvider;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.internal.Services;
import io.github.sherl4j.transform.Split;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Makes early engines for the tensors that are asked for. */
@FunctionalInterface
public interface EarlyEngines {

  /** The early part in SameDiff, the reference. */
  EarlyEngines SAMEDIFF = GraphEngine::new;

  /**
   * An engine; the caller closes it.
   *
   * @param tensors some of {@link Split#tensors()}
   * @throws io.github.sherl4j.SherlException if it cannot run this model
   */
  EarlyEngine open(Split split, Collection<String> tensors);

  /**
   * The engines of that name: {@code samediff}, or a {@link ForwardProvider}.
   *
   * @param model the file that the backbone was opened from
   * @param options with which it was opened
   * @throws NoMatchException listing the nearest names; a missing library is found by {@link #open}
   */
  static EarlyEngines named(String name, Path model, ImportOptions options) {
    if (name.equals(GraphEngine.NAME)) {
      return SAMEDIFF;
    }
    Map<String, ForwardProvider> found = new TreeMap<>();
    Services.Found<ForwardProvider> all =
        Services.named(ForwardProvider.class, ForwardProvider::name);
    all.services().forEach(p -> found.put(p.name(), p));
    ForwardProvider provider = found.get(name);
    if (provider == null) {
      found.put(GraphEngine.NAME, null);
      throw new NoMatchException(
          "'" + name + "'",
          "an engine for the early part",
          "--early-engine",
          Names.didYouMean(name, found.keySet()) + all.complaint());
    }
    return (split, tensors) -> {
      String format = split.whole().backbone().format();
      if (!format.equals(provider.format())) {
        throw new BadInputException(
            "a " + format + " model",
            "an " + provider.format() + " model",
            "--early-engine " + name,
            "leave --early-engine out, or convert the model");
      }
      return new RuntimeEngine(provider.open(model, options, tensors));
    };
  }
}
