package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.testing.Pom;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Java and XML of the documentation: all of it compiles, versions are those of the build. */
class SnippetsTest {

  private static final Pattern CLASS = Pattern.compile("(?m)^public (?:final )?class (\\w+)");
  private static final Pattern COORDINATES =
      Pattern.compile("[a-z][\\w.]+:([a-z][\\w.-]+):([0-9][\\w.-]+)");

  /** What a few lines may take for granted. */
  private static final String AROUND =
      """
      import io.github.sherl4j.*;
      import io.github.sherl4j.image.*;
      import io.github.sherl4j.importer.*;
      import io.github.sherl4j.importer.dl4j.*;
      import io.github.sherl4j.importer.samediff.*;
      import io.github.sherl4j.plan.*;
      import io.github.sherl4j.serve.*;
      import io.github.sherl4j.text.*;
      import io.github.sherl4j.text.opennlp.*;
      import io.github.sherl4j.train.*;
      import io.github.sherl4j.train.data.*;
      import io.github.sherl4j.train.features.*;
      import io.github.sherl4j.transform.*;
      import java.nio.file.*;
      import java.util.*;
      import org.deeplearning4j.nn.graph.ComputationGraph;
      import org.nd4j.autodiff.samediff.SameDiff;
      import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

      final class %s {
        static void lines(ComputationGraph network, SameDiff graph, MultiDataSetIterator iterator)
            throws Exception {
      %s
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void javaCompiles() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Markdown page : Markdown.all()) {
      for (Markdown.Piece block : page.blocks("java")) {
        Matcher named = CLASS.matcher(block.text());
        boolean whole = named.find();
        String name = whole ? named.group(1) : "Lines" + sources.size();
        String code = whole ? block.text() : AROUND.formatted(name, block.text());
        String place = page.at(block).replaceAll("[^\\w]+", "_");
        Path file = Files.createDirectories(folder.resolve(place)).resolve(name + ".java");
        sources.add(Files.writeString(file, code));
      }
    }
    String said = Javac.compile(sources, Files.createDirectories(folder.resolve("classes")));
    assertEquals("", said);
    assertTrue(sources.size() >= 3, "only " + sources.size() + " snippets found");
  }

  @Test
  void dependenciesAreThoseOfTheBuild() throws Exception {
    Map<String, String> versions = versions();
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Markdown page : Markdown.all()) {
      for (Markdown.Piece block : page.blocks("xml")) {
        NodeList all = xml(block.text()).getElementsByTagName("dependency");
        for (int i = 0; i < all.getLength(); i++) {
          seen++;
          Element e = (Element) all.item(i);
          check(page.at(block), text(e, "artifactId"), text(e, "version"), versions, wrong);
        }
      }
      for (Markdown.Piece code : page.codes()) {
        Matcher coordinates = COORDINATES.matcher(code.text());
        while (coordinates.find()) {
          seen++;
          check(page.at(code), coordinates.group(1), coordinates.group(2), versions, wrong);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(seen >= 5, "only " + seen + " dependencies found");
  }

  private static void check(
      String place, String name, String found, Map<String, String> all, List<String> wrong) {
    String expected = all.get(name.replaceFirst("-platform$", ""));
    if (!found.equals(expected)) {
      wrong.add(place + name + " " + found + ", the build has " + expected);
    }
  }

  /** Versions by artifact as {@code pom.xml} has them. */
  private static Map<String, String> versions() {
    Pom pom = Pom.read();
    Map<String, String> versions = new TreeMap<>();
    versions.put("sherl4j", pom.text("version"));
    String nd4j = pom.property("nd4j.version");
    for (String artifact : List.of("nd4j-native", "nd4j-cuda-11.6", "deeplearning4j-nn")) {
      versions.put(artifact, nd4j);
    }
    for (String artifact : List.of("tokenizers", "onnxruntime", "jhdf")) {
      versions.put(artifact, pom.property(artifact + ".version"));
    }
    versions.put("opennlp-tools", pom.property("opennlp.version"));
    return versions;
  }

  static Document xml(String fragment) throws Exception {
    InputSource whole = new InputSource(new StringReader("<all>" + fragment + "</all>"));
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(whole);
  }

  private static String text(Element e, String child) {
    return e.getElementsByTagName(child).item(0).getTextContent();
  }
}
