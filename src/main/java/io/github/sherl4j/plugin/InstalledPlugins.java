package io.github.sherl4j.plugin;

import io.github.sherl4j.internal.Origins;
import io.github.sherl4j.internal.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists what is on the class path. */
public final class InstalledPlugins {

  private static final String UNKNOWN = "unknown";
  private static final String VERSION = Descriptor.version();

  private InstalledPlugins() {}

  /**
   * Every implementation of every extension point, ours first, those that cannot be used with the
   * reason. Takes a fraction of a second; loads no native code of our own.
   */
  public static List<Plugin> all() {
    List<Plugin> plugins = new ArrayList<>();
    ExtensionPoint.ALL.forEach(point -> add(point, plugins));
    return plugins;
  }

  private static <T> void add(ExtensionPoint<T> point, List<Plugin> plugins) {
    Services.Found<T> found = point.find();
    List<T> others = found.services().stream().filter(s -> !Origins.isOwn(s.getClass())).toList();
    Map<String, T> first = ExtensionPoint.firstOfOthers(others, point.names());
    found.services().stream()
        .filter(s -> Origins.isOwn(s.getClass()))
        .forEach(s -> plugins.add(plugin(point, s, Optional.empty())));
    others.forEach(s -> plugins.add(plugin(point, s, covered(point, s, first))));
    for (Services.Broken b : found.broken()) {
      plugins.add(
          new Plugin(
              point.word(),
              List.of(),
              b.className(),
              b.source(),
              UNKNOWN,
              false,
              Optional.of(b.reason())));
    }
  }

  private static <T> Plugin plugin(ExtensionPoint<T> point, T service, Optional<String> problem) {
    Class<?> type = service.getClass();
    return new Plugin(
        point.word(),
        point.names().apply(service),
        type.getName(),
        Origins.source(type),
        Origins.isOwn(type) ? VERSION : Origins.version(type).orElse(UNKNOWN),
        Origins.isOwn(type),
        problem);
  }

  /** What another plug-in, earlier on the class path, brings too. */
  private static <T> Optional<String> covered(
      ExtensionPoint<T> point, T service, Map<String, T> first) {
    List<String> lost =
        point.names().apply(service).stream()
            .filter(n -> !first.get(n).equals(service))
            .map(n -> n + " (" + Origins.describe(first.get(n).getClass()) + ")")
            .toList();
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of("another plug-in comes first for " + String.join(", ", lost));
  }
}
