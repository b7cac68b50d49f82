package io.github.sherl4j.testing;

import java.io.File;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The project's {@code pom.xml} as it is written. */
public final class Pom {

  private final Document document;
  private final XPath paths = XPathFactory.newInstance().newXPath();

  private Pom(Document document) {
    this.document = document;
  }

  /** Reads it from the folder that tests run in. */
  public static Pom read() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      return new Pom(factory.newDocumentBuilder().parse(new File("pom.xml")));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The text of an element below {@code project}; properties in it replaced. */
  public String text(String path) {
    return resolved(evaluate("/project/" + path));
  }

  /** A property of the project. */
  public String property(String name) {
    return evaluate("/project/properties/*[local-name()='" + name + "']");
  }

  /** Compile dependencies marked optional, {@code group:artifact} → version. */
  public Map<String, String> optionalLibraries() {
    Map<String, String> libraries = new TreeMap<>();
    String path = "/project/dependencies/dependency[optional='true' and not(scope)]";
    for (int i = 1; i <= nodes(path).getLength(); i++) {
      String one = "(" + path + ")[" + i + "]/";
      String id = evaluate(one + "groupId") + ":" + evaluate(one + "artifactId");
      libraries.put(id, resolved(evaluate(one + "version")));
    }
    return libraries;
  }

  /** {@code group:artifact} of what a project that depends on this one gets with it. */
  public Set<String> inheritedLibraries() {
    Set<String> libraries = new TreeSet<>();
    String path =
        "/project/dependencies/dependency[not(optional='true')"
            + " and (not(scope) or scope='compile' or scope='runtime')]";
    for (int i = 1; i <= nodes(path).getLength(); i++) {
      String one = "(" + path + ")[" + i + "]/";
      libraries.add(evaluate(one + "groupId") + ":" + evaluate(one + "artifactId"));
    }
    return libraries;
  }

  private String resolved(String text) {
    return text.startsWith("${") ? property(text.substring(2, text.length() - 1)) : text;
  }

  private NodeList nodes(String path) {
    try {
      return (NodeList) paths.evaluate(path, document, XPathConstants.NODESET);
    } catch (XPathExpressionException e) {
      throw new IllegalStateException(e);
    }
  }

  private String evaluate(String path) {
    NodeList found = nodes(path);
    if (found.getLength() != 1) {
      throw new IllegalStateException(path + " is there " + found.getLength() + " times");
    }
    return found.item(0).getTextContent().strip();
  }
}
