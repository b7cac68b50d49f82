package io.github.sherl4j.internal;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.SherlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the implementations of extension points with {@link ServiceLoader}, in such a way that a
 * broken plug-in costs itself only: the others are found, and what is wrong is known and logged
 * once. Those that the library's own loader sees come first, then those of the thread's context
 * loader. Thread-safe.
 */
public final class Services {

  private static final Logger LOG = LoggerFactory.getLogger(Services.class);
  private static final Set<Broken> LOGGED = ConcurrentHashMap.newKeySet();

  /** A class path that goes on failing is given up. */
  private static final int MOST_FAILURES = 100;

  private Services() {}

  /**
   * An implementation that is not used.
   *
   * @param className as its service file names it
   * @param source its jar or folder
   * @param reason what is wrong
   */
  public record Broken(String className, String source, String reason) {
    @Override
    public String toString() {
      return className + " of " + source + ": " + reason;
    }
  }

  /**
   * What was found for an extension point.
   *
   * @param services in the order of the class path
   * @param broken those that are not used
   */
  public record Found<T>(List<T> services, List<Broken> broken) {

    /** Defensive copies. */
    public Found {
      services = List.copyOf(services);
      broken = List.copyOf(broken);
    }

    /** Ends a remedy: names what could not be used, empty if all could. */
    public String complaint() {
      return broken.isEmpty()
          ? ""
          : broken.stream()
              .map(Broken::toString)
              .collect(Collectors.joining("; ", "; not used on the class path: ", ""));
    }
  }

  /**
   * All implementations.
   *
   * @param probe asks one what it is; it is broken if that fails or is {@code null}
   */
  public static <T> Found<T> find(Class<T> type, Function<? super T, ?> probe) {
    Map<Class<?>, T> found = new LinkedHashMap<>();
    Set<Broken> broken = new LinkedHashSet<>();
    for (ClassLoader loader : loaders(type)) {
      collect(type, loader, probe, found, broken);
    }
    broken.stream().filter(LOGGED::add).forEach(b -> LOG.warn("plug-in not used: {}", b));
    return new Found<>(List.copyOf(found.values()), List.copyOf(broken));
  }

  /** All implementations with names of their own; the first of a name is used, ours before all. */
  public static <T> Found<T> named(Class<T> type, Function<? super T, String> name) {
    Found<T> all = find(type, name);
    Map<String, T> first = new HashMap<>();
    List<T> own = all.services().stream().filter(s -> Origins.isOwn(s.getClass())).toList();
    own.forEach(s -> first.put(name.apply(s), s));
    List<T> services = new ArrayList<>(own);
    List<Broken> broken = new ArrayList<>(all.broken());
    for (T service : all.services()) {
      if (own.contains(service)) {
        continue;
      }
      T before = first.putIfAbsent(name.apply(service), service);
      if (before == null) {
        services.add(service);
      } else {
        Class<?> late = service.getClass();
        String reason =
            "its name '"
                + name.apply(service)
                + "' is taken by "
                + Origins.describe(before.getClass());
        broken.add(new Broken(late.getName(), Origins.source(late), reason));
      }
    }
    broken.stream().filter(LOGGED::add).forEach(b -> LOG.warn("plug-in not used: {}", b));
    return new Found<>(services, broken);
  }

  /**
   * Calls into an implementation; what a plug-in throws becomes an error that names its jar.
   *
   * @param where for the message
   * @throws BadInputException if a plug-in fails in any other way than with a {@link
   *     SherlException}
   */
  public static void call(Object service, String where, Runnable call) {
    ask(
        service,
        where,
        () -> {
          call.run();
          return service;
        });
  }

  /** The same with an answer. */
  public static <T> T ask(Object service, String where, Supplier<T> question) {
    if (Origins.isOwn(service.getClass())) {
      return question.get();
    }
    try {
      return question.get();
    } catch (SherlException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new BadInputException(
          "a plug-in that fails (" + e + ")",
          "one that works with this version of sherl4j",
          where + ", " + Origins.describe(service.getClass()),
          "update the plug-in or take it off the class path",
          e);
    }
  }

  private static List<ClassLoader> loaders(Class<?> type) {
    ClassLoader own = type.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null || context == own || !sees(context, type)
        ? List.of(own)
        : List.of(own, context);
  }

  /** A loader with another copy of this library has nothing that fits. */
  private static boolean sees(ClassLoader loader, Class<?> type) {
    try {
      return loader.loadClass(type.getName()) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static <T> void collect(
      Class<T> type,
      ClassLoader loader,
      Function<? super T, ?> probe,
      Map<Class<?>, T> found,
      Set<Broken> broken) {
    List<ServiceFiles.Entry> listed = new ArrayList<>(ServiceFiles.entries(type, loader));
    List<Throwable> unreadable = new ArrayList<>();
    Iterator<ServiceLoader.Provider<T>> providers =
        ServiceLoader.load(type, loader).stream().iterator();
    while (unreadable.size() < MOST_FAILURES) {
      ServiceLoader.Provider<T> provider;
      try {
        if (!providers.hasNext()) {
          break;
        }
        provider = providers.next();
      } catch (ServiceConfigurationError | LinkageError e) {
        unreadable.add(e);
        continue;
      }
      Class<?> made = provider.type();
      listed.removeIf(e -> e.className().equals(made.getName()));
      if (found.containsKey(made)) {
        continue;
      }
      try {
        T service = provider.get();
        if (probe.apply(service) == null) {
          throw new IllegalStateException("it has no name");
        }
        found.put(made, service);
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        broken.add(new Broken(made.getName(), Origins.source(made), reason(e)));
      }
    }
    for (Throwable e : unreadable) {
      ServiceFiles.Entry entry = entry(listed, e);
      listed.remove(entry);
      broken.add(new Broken(entry.className(), entry.source(), reason(e)));
    }
  }

  /** The entry that a failure names, else the first that nothing came of. */
  private static ServiceFiles.Entry entry(List<ServiceFiles.Entry> listed, Throwable e) {
    String message = String.valueOf(e.getMessage());
    return listed.stream()
        .filter(l -> message.contains(l.className()))
        .findFirst()
        .or(() -> listed.stream().findFirst())
        .orElse(new ServiceFiles.Entry("a service file", "the class path"));
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause instanceof ServiceConfigurationError
        ? String.valueOf(cause.getMessage())
        : cause.toString();
  }
}
