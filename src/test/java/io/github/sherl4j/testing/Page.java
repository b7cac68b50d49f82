package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An HTML page that is well-formed XML, taken apart. */
public final class Page {

  private final Document document;

  private Page(Document document) {
    this.document = document;
  }

  /** Reads a page; fails where an element is not closed or a character not escaped. */
  public static Page read(Path file) {
    try {
      return new Page(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(Files.readString(file)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SAXException | ParserConfigurationException e) {
      throw new AssertionError(file + ": " + e.getMessage(), e);
    }
  }

  /** All elements of a name. */
  public List<Element> all(String tag) {
    NodeList found = document.getElementsByTagName(tag);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  /** Texts of all elements of a name. */
  public List<String> texts(String tag) {
    return all(tag).stream().map(Node::getTextContent).toList();
  }

  /** The element with an id. */
  public Element id(String id) {
    return all("*").stream()
        .filter(e -> e.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing with id " + id));
  }

  /** Whether there is an element with an id. */
  public boolean has(String id) {
    return all("*").stream().anyMatch(e -> e.getAttribute("id").equals(id));
  }

  /** What stands beside a name in a list of facts. */
  public String fact(String name) {
    for (Element term : all("dt")) {
      if (term.getTextContent().equals(name)) {
        return term.getNextSibling().getTextContent();
      }
    }
    throw new AssertionError("no fact " + name + " among " + texts("dt"));
  }

  /** Refuses scripts, handlers and whatever would be fetched. */
  public void requireSelfContained() {
    assertEquals(List.of(), all("script"));
    for (Element element : all("*")) {
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        Node attribute = element.getAttributes().item(i);
        String name = attribute.getNodeName();
        assertTrue(!name.startsWith("on"), name);
        if (List.of("src", "href", "srcset", "data", "action", "poster").contains(name)) {
          assertTrue(attribute.getNodeValue().startsWith("data:"), attribute.toString());
        }
      }
    }
    for (String style : texts("style")) {
      assertTrue(!style.contains("url(") && !style.contains("@import"), style);
    }
    String policy =
        all("meta").stream()
            .filter(m -> m.getAttribute("http-equiv").equals("Content-Security-Policy"))
            .map(m -> m.getAttribute("content"))
            .findFirst()
            .orElseThrow();
    assertTrue(policy.contains("default-src 'none'"), policy);
  }

  /** Whether a browser reads it again by itself. */
  public boolean refreshes() {
    return all("meta").stream().anyMatch(m -> m.getAttribute("http-equiv").equals("refresh"));
  }
}
