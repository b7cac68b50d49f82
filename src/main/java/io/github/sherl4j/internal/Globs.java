package io.github.sherl4j.internal;

import com.google.common.base.Splitter;
import io.github.sherl4j.NoMatchException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Selections of names: exact names and globs ({@code *} any run, {@code ?} any one character). */
public final class Globs {

  private Globs() {}

  /**
   * The names that a comma-separated selection matches, in the order of {@code names}.
   *
   * @param selection may be empty: then nothing is selected
   * @param option for messages
   * @throws NoMatchException if a part of the selection matches nothing
   */
  public static List<String> select(String selection, Collection<String> names, String option) {
    Set<String> found = new LinkedHashSet<>();
    for (String part : Splitter.on(',').trimResults().omitEmptyStrings().split(selection)) {
      List<String> matched = new ArrayList<>();
      Pattern pattern = pattern(part);
      names.stream().filter(n -> pattern.matcher(n).matches()).forEach(matched::add);
      if (matched.isEmpty()) {
        throw new NoMatchException(
            "nothing named " + part,
            "a name or glob that matches one of " + names.size() + " names",
            option,
            Names.didYouMean(part, names));
      }
      found.addAll(matched);
    }
    return names.stream().filter(found::contains).toList();
  }

  /** The pattern of one glob. */
  public static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    glob.codePoints()
        .forEach(
            c ->
                regex.append(
                    c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
