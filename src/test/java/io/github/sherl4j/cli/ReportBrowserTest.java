package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.testing.Browser;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a run in a real browser: curves are there, nothing is fetched, nothing sticks out.
 */
@Tag("long")
class ReportBrowserTest {

  /** Colours of the style sheet: the first curve, by day and by night; the pages' grounds. */
  private static final int CURVE = 0x1f6fc4;

  private static final int CURVE_DARK = 0x6aaef2;
  private static final int PAGE = 0xf7f7f5;
  private static final int PAGE_DARK = 0x161614;

  @TempDir Path folder;
  private Path html;
  private Browser browser;

  @BeforeEach
  void train() {
    Browser.require();
    browser = new Browser(folder);
    html = folder.resolve("report.html");
    String model = "" + TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    String tokenizer = "" + TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    String train = "" + TinyRows.write(folder.resolve("train.tsv"), 200, 7);
    String dev = "" + TinyRows.write(folder.resolve("dev.tsv"), 60, 8);
    Cli run =
        Cli.run(
            Main::run,
            List.of(
                "train",
                "--backbone",
                model,
                "--tokenizer",
                tokenizer,
                "--data",
                train,
                "--dev",
                dev,
                "--test",
                dev,
                "--epochs",
                "8",
                "--batch",
                "8",
                "--report",
                "" + html,
                "--out",
                "" + folder.resolve("a.safetensors")));
    assertEquals(0, run.code(), run.err());
  }

  @Test
  void curvesShowOnDesktopAndPhoneByDayAndByNight() {
    for (int width : new int[] {1280, 390}) {
      for (boolean dark : new boolean[] {false, true}) {
        Browser.View view = browser.open(html, width, 4000, dark);
        String where = width + " pixels, " + (dark ? "dark" : "light");
        assertEquals(List.of(), view.console(), where);
        assertEquals(width, view.picture().getWidth(), where);
        assertTrue(view.count(dark ? PAGE_DARK : PAGE) > 10_000, where + ": the ground");
        long curve = view.count(dark ? CURVE_DARK : CURVE);
        assertTrue(curve > 1000, where + ": " + curve + " pixels of the first colour");
      }
    }
  }

  @Test
  void nothingSticksOutOnAPhone() throws IOException {
    String page = Files.readString(html);
    String open = page.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
    assertFalse(page.equals(open), "the policy would keep our script out");
    assertEquals(390, browser.needed(open, 390), "pixels that the page takes");
    String wide = open.replace("</main>", "<p style='width:600px'>wide</p></main>");
    assertTrue(browser.needed(wide, 390) >= 600, "it tells");
  }

  /** Otherwise an empty console would mean nothing. */
  @Test
  void aPageThatFetchesOrRunsAnythingIsTold() throws IOException {
    String page = Files.readString(html);
    for (String bad :
        List.of("<script>console.error('x')</script>", "<img src='http://localhost:9/x.png'/>")) {
      Path worse = Files.writeString(folder.resolve("worse.html"), page.replace("</main>", bad));
      assertFalse(browser.open(worse, 800, 600, false).console().isEmpty(), bad);
    }
  }
}
