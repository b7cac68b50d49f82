package io.github.sherl4j.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One page of the documentation: its fenced blocks, code in lines, links and anchors. */
final class Markdown {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern REFERENCE = Pattern.compile("^\\[[^\\]]+\\]:\\s*(\\S+)");
  private static final Pattern TAG = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");
  private static final String FENCE = "```";

  /**
   * A piece of a page.
   *
   * @param line number of its first line, from 1
   * @param kind language of a fenced block, else empty
   */
  record Piece(int line, String kind, String text) {}

  private final Path file;
  private final List<Piece> blocks = new ArrayList<>();
  private final List<Piece> codes = new ArrayList<>();
  private final List<Piece> links = new ArrayList<>();
  private final Set<String> anchors = new TreeSet<>();

  private Markdown(Path file, List<String> lines) {
    this.file = file;
    StringBuilder block = null;
    String kind = "";
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean fence = line.strip().startsWith(FENCE);
      if (fence && block == null) {
        block = new StringBuilder();
        kind = line.strip().substring(FENCE.length()).strip();
        start = i + 2;
      } else if (fence) {
        blocks.add(new Piece(start, kind, block.toString()));
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      } else {
        prose(i + 1, line);
      }
    }
    if (block != null) {
      throw new IllegalStateException(file + ":" + start + ": a block that is never closed");
    }
  }

  private void prose(int number, String line) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      String slug = slug(heading.group(1));
      String anchor = slug;
      for (int n = 1; !anchors.add(anchor); n++) {
        anchor = slug + "-" + n;
      }
    }
    Matcher code = CODE.matcher(line);
    while (code.find()) {
      codes.add(new Piece(number, "", code.group(1)));
    }
    String words = CODE.matcher(line).replaceAll("");
    for (Pattern pattern : List.of(LINK, REFERENCE, TAG)) {
      Matcher link = pattern.matcher(words);
      while (link.find()) {
        links.add(new Piece(number, "", link.group(1)));
      }
    }
  }

  /** The anchor that a heading gets: lower case, hyphens for spaces, no punctuation. */
  private static String slug(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  static Markdown read(Path file) {
    try {
      return new Markdown(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages of the tree but those that a build or a run has left. */
  static List<Markdown> all() {
    try (Stream<Path> files = Files.walk(Path.of(""))) {
      return files
          .filter(f -> f.toString().endsWith(".md"))
          .filter(f -> !f.startsWith("target") && !f.getName(0).toString().startsWith("sherl-"))
          .sorted()
          .map(Markdown::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return file;
  }

  /** Fenced blocks of a language. */
  List<Piece> blocks(String kind) {
    return blocks.stream().filter(b -> b.kind().equals(kind)).toList();
  }

  /** What stands between single backticks. */
  List<Piece> codes() {
    return List.copyOf(codes);
  }

  List<Piece> links() {
    return List.copyOf(links);
  }

  Set<String> anchors() {
    return Set.copyOf(anchors);
  }

  String at(Piece piece) {
    return file + ":" + piece.line() + ": ";
  }
}
