package io.github.sherl4j.plan;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.internal.Services;
import java.util.Map;
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
    return named(TuningMethod.class, TuningMethod::name, name, "a tuning method on the class path");
  }

  /**
   * The task of that name.
   *
   * @throws NoMatchException listing the nearest names
   */
  public static Task task(String name) {
    return named(Task.class, Task::name, name, "a task on the class path");
  }

  /** All methods by name. */
  public static Map<String, TuningMethod> methods() {
    return byName(Services.named(TuningMethod.class, TuningMethod::name), TuningMethod::name);
  }

  /** All tasks by name. */
  public static Map<String, Task> tasks() {
    return byName(Services.named(Task.class, Task::name), Task::name);
  }

  private static <T> Map<String, T> byName(
      Services.Found<T> found, Function<? super T, String> name) {
    Map<String, T> all = new TreeMap<>();
    found.services().forEach(t -> all.put(name.apply(t), t));
    return all;
  }

  private static <T> T named(
      Class<T> type, Function<? super T, String> naming, String name, String expected) {
    Services.Found<T> found = Services.named(type, naming);
    Map<String, T> all = byName(found, naming);
    T wanted = all.get(name);
    if (wanted == null) {
      throw new NoMatchException(
          "'" + name + "'",
          expected,
          "the name",
          Names.didYouMean(name, all.keySet()) + found.complaint());
    }
    return wanted;
  }
}
