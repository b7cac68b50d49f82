package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Chromium without a window and without a network. */
public final class Browser {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /** Pixels; asked for less, a window is as wide as this. */
  private static final int NARROWEST = 500;

  private final Path folder;

  /** A browser that keeps its files in a folder. */
  public Browser(Path folder) {
    this.folder = folder;
  }

  /** Skips the test, with the reason, where there is none. */
  public static void require() {
    boolean there = Files.isExecutable(PROGRAM);
    if (!there) {
      System.out.println("skipped: no " + PROGRAM + " here (apt-get install chromium)");
    }
    assumeTrue(there, "skipped: no " + PROGRAM + " here (apt-get install chromium)");
  }

  /**
   * What a page looks like.
   *
   * @param console messages that it gave, errors among them
   */
  public record View(BufferedImage picture, List<String> console) {

    /** How many pixels have exactly this colour. */
    public long count(int rgb) {
      long count = 0;
      for (int y = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          count += (picture.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
        }
      }
      return count;
    }
  }

  /** Opens a page in a window of this size; narrower ones than windows can be are frames in one. */
  public View open(Path page, int width, int height, boolean dark) {
    if (width < NARROWEST) {
      View wide = open(framed(page, width, height), NARROWEST, height, dark);
      return new View(wide.picture().getSubimage(0, 0, width, height), wide.console());
    }
    Path png = folder.resolve("screen-" + width + (dark ? "-dark" : "") + ".png");
    Cli run =
        run(
            page,
            "--screenshot=" + png,
            "--window-size=" + width + "," + height,
            "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
    try {
      return new View(
          ImageIO.read(png.toFile()),
          run.err().lines().filter(l -> l.contains(":CONSOLE")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(run.err(), e);
    }
  }

  private Path framed(Path page, int width, int height) {
    String size = "' width='" + width + "' height='" + height + "' src='" + page.toUri();
    String frame = "<iframe style='border:0;display:block" + size + "'></iframe>";
    return write("framed.html", "<!DOCTYPE html><body style='margin:0'>" + frame + "</body>");
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The pixels that a page without a policy against scripts takes in width, where it has {@code
   * width}.
   */
  public int needed(String page, int width) {
    String script = "<script>onload = () => setTimeout(() => { const inside =";
    script += " document.querySelector('iframe').contentDocument.documentElement;";
    script += " document.title = 'needs ' + inside.scrollWidth + ' of ' + inside.clientWidth;";
    script += "}, 200)</script>";
    String source = page.replace("&", "&amp;").replace("'", "&#39;");
    String frame = "<body><iframe width='" + width + "' height='1000' style='border:0' srcdoc='";
    Path file = write("needed.html", "<!DOCTYPE html>" + frame + source + "'></iframe>" + script);
    Matcher told =
        Pattern.compile("needs (\\d+) of " + width + "<").matcher(run(file, "--dump-dom").out());
    assertTrue(told.find(), "the page told nothing");
    return Integer.parseInt(told.group(1));
  }

  private Cli run(Path page, String... options) {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--headless"));
    command.addAll(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"));
    command.addAll(List.of("--disable-background-networking", "--disable-component-update"));
    command.addAll(List.of("--disable-sync", "--hide-scrollbars", "--enable-logging=stderr"));
    command.addAll(List.of("--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=2000"));
    try {
      command.add("--user-data-dir=" + Files.createTempDirectory(folder, "profile"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Cli run = ChildJvm.run(new ProcessBuilder(command), folder);
    assertEquals(0, run.code(), run.err());
    return run;
  }
}
