package io.github.sherl4j.plan;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** Finds methods and tasks on the class path by name. */
public final class Plugins {

  private Plugins() {}

  /**
   * The method of that name.
   *
   * @throws NoMatchException listing the nearest names
   */
  public static TuningMethod method(String name) {
    return named(methods(), name, "a tuning method on the class path");
  }

  /**
   * The task of that name.
   *
   * @throws NoMatchException listing the nearest names
   */
  public static Task task(String name) {
    return named(tasks(), name, "a task on the class path");
  }

  /** All methods by name. */
  public static Map<String, TuningMethod> methods() {
    return all(TuningMethod.class, TuningMethod::name);
  }

  /** All tasks by name. */
  public static Map<String, Task> tasks() {
    return all(Task.class, Task::name);
  }

  private static <T> Map<String, T> all(Class<T> type, Function<T, String> name) {
    Map<String, T> found = new TreeMap<>();
    ServiceLoader.load(type, type.getClassLoader()).forEach(t -> found.put(name.apply(t), t));
    ServiceLoader.load(type).forEach(t -> found.putIfAbsent(name.apply(t), t));
    return found;
  }

  private static <T> T named(Map<String, T> all, String name, String expected) {
    T found = all.get(name);
    if (found == null) {
      throw new NoMatchException(
          "'" + name + "'", expected, "the name", Names.didYouMean(name, all.keySet()));
    }
    return found;
  }
}
