package io.github.sherl4j.docs;

import io.github.sherl4j.cli.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every {@code bin/sherl} line of the documentation, and the real tree of commands. */
final class Commands {

  static final String LAUNCHER = "bin/sherl";

  /** A line: where it stands, and its words behind the launcher. */
  record Line(String place, List<String> arguments) {}

  private Commands() {}

  static CommandLine tree() {
    return new CommandLine(Main.class).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Lines of blocks, in the order of reading. */
  static List<Line> ofBlocks(Markdown page) {
    List<Line> all = new ArrayList<>();
    for (Markdown.Piece block : page.blocks("sh")) {
      for (List<String> words : Shell.lines(block.text())) {
        add(page.at(block), words, all);
      }
    }
    return all;
  }

  /** Lines in running text; one with an ellipsis stands for many. */
  static List<Line> ofCodes(Markdown page) {
    List<Line> all = new ArrayList<>();
    for (Markdown.Piece code : page.codes()) {
      if (!code.text().contains("…")) {
        add(page.at(code), Shell.words(code.text()), all);
      }
    }
    return all;
  }

  private static void add(String place, List<String> words, List<Line> all) {
    int launcher = words.indexOf(LAUNCHER);
    if (launcher == 0 && words.size() > 1) {
      all.add(new Line(place, words.subList(1, words.size())));
    } else if (launcher > 0) {
      throw new IllegalStateException(place + LAUNCHER + " in the middle of " + words);
    }
  }

  /** Names of the options of all commands. */
  static Set<String> options() {
    Set<String> all = new TreeSet<>();
    collect(tree(), all);
    return all;
  }

  private static void collect(CommandLine command, Set<String> into) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      into.addAll(List.of(option.names()));
    }
    command.getSubcommands().values().forEach(c -> collect(c, into));
  }
}
