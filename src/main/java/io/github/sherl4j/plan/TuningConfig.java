package io.github.sherl4j.plan;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.internal.Names;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the user asked of a tuning method: option names as on the command line, values as text.
 * Immutable; a method refuses options it does not know, so nothing is silently ignored.
 */
public final class TuningConfig {

  private final Map<String, String> options;
  private final long seed;

  private TuningConfig(Builder b) {
    options = Collections.unmodifiableMap(new TreeMap<>(b.options));
    seed = b.seed;
  }

  /** Starts with no options and seed 0. */
  public static Builder builder() {
    return new Builder();
  }

  /** The options as given, sorted by name. */
  public Map<String, String> options() {
    return options;
  }

  /** Seed of every random start value. */
  public long seed() {
    return seed;
  }

  /** An option's text, if given. */
  public Optional<String> text(String option) {
    return Optional.ofNullable(options.get(option));
  }

  /** A whole number of at least {@code min}, or {@code otherwise}. */
  public int integer(String option, int otherwise, int min) {
    String value = options.get(option);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= min) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(option, value, "a whole number of at least " + min, e);
    }
    throw wrong(option, value, "a whole number of at least " + min, null);
  }

  /** A number with {@code min} ≤ number &lt; {@code max}, or {@code otherwise}. */
  public double number(String option, double otherwise, double min, double max) {
    String value = options.get(option);
    if (value == null) {
      return otherwise;
    }
    String expected = "a number from " + min + " to below " + max;
    try {
      double number = Double.parseDouble(value.strip());
      if (number >= min && number < max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(option, value, expected, e);
    }
    throw wrong(option, value, expected, null);
  }

  /** {@code on} or {@code off}, or {@code otherwise}. */
  public boolean flag(String option, boolean otherwise) {
    String value = options.get(option);
    if (value == null) {
      return otherwise;
    }
    if (value.strip().equals("on") || value.strip().equals("off")) {
      return value.strip().equals("on");
    }
    throw wrong(option, value, "on or off", null);
  }

  /** One of an enum's names, in lower case with hyphens, or {@code otherwise}. */
  public <E extends Enum<E>> E choice(String option, Class<E> type, E otherwise) {
    String value = options.get(option);
    if (value == null) {
      return otherwise;
    }
    for (E e : type.getEnumConstants()) {
      if (word(e).equals(value.strip())) {
        return e;
      }
    }
    StringBuilder names = new StringBuilder("one of");
    for (E e : type.getEnumConstants()) {
      names.append(' ').append(word(e));
    }
    throw wrong(option, value, names.toString(), null);
  }

  /** An enum's name as an option's value: lower case, with hyphens. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Refuses options outside {@code known}.
   *
   * @throws BadInputException naming the first unknown option and the nearest known ones
   */
  public void requireKnown(String method, Set<String> known) {
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        throw new BadInputException(
            "option " + option,
            "an option of the method " + method,
            "--" + option,
            Names.didYouMean(option, known));
      }
    }
  }

  private static BadInputException wrong(
      String option, String value, String expected, Throwable cause) {
    return new BadInputException(
        "'" + value + "'",
        expected,
        "option " + option,
        "give another value or leave it out",
        cause);
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> options = new TreeMap<>();
    private long seed;

    private Builder() {}

    /** Sets an option; {@code null} leaves it unset. */
    public Builder option(String name, Object value) {
      if (value != null) {
        options.put(name, value.toString());
      }
      return this;
    }

    /** See {@link TuningConfig#seed()}. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Builds the configuration. */
    public TuningConfig build() {
      return new TuningConfig(this);
    }
  }
}
