package io.github.sherl4j.discover;

import com.google.common.base.Splitter;
import com.google.common.collect.Range;
import com.google.common.primitives.Ints;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Globs;
import io.github.sherl4j.internal.Names;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Picks taps by number, name or glob; whatever matches nothing is an error. */
final class TapSelection {

  private TapSelection() {}

  static List<Tap> parse(String selection, List<Tap> taps, Collection<String> tensors) {
    TreeSet<Tap> chosen = new TreeSet<>(Comparator.comparingInt(Tap::index));
    for (String part : Splitter.on(',').trimResults().split(selection)) {
      chosen.addAll(match(part, taps, tensors));
    }
    return List.copyOf(chosen);
  }

  private static List<Tap> match(String part, List<Tap> taps, Collection<String> tensors) {
    Integer index = Ints.tryParse(part);
    List<Tap> found =
        taps.stream()
            .filter(t -> t.tensor().equals(part) || (index != null && t.index() == index))
            .toList();
    if (found.isEmpty() && index == null && part.matches(".*[*?].*")) {
      Pattern glob = Globs.pattern(part);
      found = taps.stream().filter(t -> glob.matcher(t.tensor()).matches()).toList();
      long others = tensors.stream().filter(t -> glob.matcher(t).matches()).count();
      if (found.isEmpty() && others > 0) {
        throw noTap(part, others + " tensors, but no tap point", taps);
      }
    }
    if (found.isEmpty()) {
      throw noTap(part, tensors.contains(part) ? "a tensor inside a block" : "nothing", taps);
    }
    return found;
  }

  private static NoMatchException noTap(String part, String matched, List<Tap> taps) {
    return new NoMatchException(
        "'" + part + "', which matches " + matched,
        "tap numbers in " + Range.closed(0, taps.size() - 1) + ", tensor names or globs",
        "--taps",
        near(part, taps));
  }

  /** The tap at a tensor. */
  static Tap exact(String tensor, List<Tap> taps, String option) {
    return taps.stream()
        .filter(t -> t.tensor().equals(tensor))
        .findFirst()
        .orElseThrow(
            () ->
                new NoMatchException(
                    tensor, "the input or output tensor of a block", option, near(tensor, taps)));
  }

  private static String near(String wanted, List<Tap> taps) {
    return Names.didYouMean(wanted, taps.stream().map(Tap::tensor).toList());
  }
}
