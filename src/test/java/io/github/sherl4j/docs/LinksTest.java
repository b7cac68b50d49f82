package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links from page to page, to pictures and to headings lead somewhere. */
class LinksTest {

  @Test
  void noneIsDead() {
    List<String> dead = new ArrayList<>();
    int seen = 0;
    for (Markdown page : Markdown.all()) {
      for (Markdown.Piece link : page.links()) {
        if (link.text().matches("[a-z]+:.*")) {
          continue; // another host's; nothing here uses the network
        }
        seen++;
        if (!leads(page, link.text())) {
          dead.add(page.at(link) + link.text());
        }
      }
    }
    assertEquals(List.of(), dead);
    assertTrue(seen >= 20, "only " + seen + " links found");
  }

  private static boolean leads(Markdown page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (!Files.exists(target.toAbsolutePath()) || target.startsWith("..")) {
      return false;
    }
    return hash < 0
        || (target.toString().endsWith(".md")
            && Markdown.read(target).anchors().contains(link.substring(hash + 1)));
  }
}
