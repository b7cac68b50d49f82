package io.github.sherl4j.plugin;

import java.util.List;
import java.util.Optional;

/**
 * One implementation of an extension point that is named on the class path. Immutable.
 *
 * @param point which {@link ExtensionPoint}, by its word
 * @param names what it brings: names of methods, tasks, operators ({@code domain.type} outside the
 *     standard domain) or layers, sorted; empty if it could not be asked
 * @param className its class
 * @param source its jar, or the folder of its classes
 * @param version of the jar, as its manifest says; {@code unknown} where it does not
 * @param builtIn whether it is part of this library
 * @param problem why it, or some of what it brings, is not used
 */
public record Plugin(
    String point,
    List<String> names,
    String className,
    String source,
    String version,
    boolean builtIn,
    Optional<String> problem) {

  /** Defensive copy. */
  public Plugin {
    names = List.copyOf(names);
  }
}
