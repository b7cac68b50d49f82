package io.github.sherl4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Everything that a user can name has a comment: public types, their public and protected members,
 * every component of a record, and every package. What overrides something inherits its comment.
 */
class JavadocTest {

  private static final Path MAIN = Path.of("src/main/java");

  /** What a comment is missing at, {@code file: name}. */
  private static final class Scanner extends TreePathScanner<Void, Void> {

    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final Set<String> missing;
    private int seen;

    Scanner(DocTrees docs, CompilationUnitTree unit, Set<String> missing) {
      this.docs = docs;
      this.unit = unit;
      this.missing = missing;
    }

    @Override
    public Void visitClass(ClassTree node, Void nothing) {
      if (!isOpen(node.getModifiers())) {
        return null;
      }
      check(node.getSimpleName().toString());
      if (node.getKind() == Tree.Kind.RECORD) {
        components(node);
      }
      return super.visitClass(node, null);
    }

    @Override
    public Void visitMethod(MethodTree node, Void nothing) {
      boolean overrides =
          node.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      if (isOpen(node.getModifiers()) && !overrides && !isGenerated(node)) {
        check(node.getName().toString());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree node, Void nothing) {
      boolean component =
          node.getModifiers().getFlags().contains(Modifier.PRIVATE)
              || (getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD
                  && !node.getModifiers().getFlags().contains(Modifier.STATIC));
      if (isOpen(node.getModifiers()) && !component) {
        check(node.getName().toString());
      }
      return null;
    }

    private boolean isOpen(ModifiersTree modifiers) {
      TreePath parent = getCurrentPath().getParentPath();
      boolean inInterface = parent != null && parent.getLeaf().getKind() == Tree.Kind.INTERFACE;
      Set<Modifier> flags = modifiers.getFlags();
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || (inInterface && !flags.contains(Modifier.PRIVATE));
    }

    /** Constructors that nobody wrote have no place in the source. */
    private boolean isGenerated(MethodTree node) {
      return docs.getSourcePositions().getEndPosition(unit, node) < 0;
    }

    private void check(String name) {
      seen++;
      DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
      if (doc == null || doc.getFullBody().isEmpty()) {
        missing.add(file() + ": " + name);
      }
    }

    private void components(ClassTree record) {
      DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
      Set<String> told =
          doc == null
              ? Set.of()
              : doc.getBlockTags().stream()
                  .filter(ParamTree.class::isInstance)
                  .map(t -> ((ParamTree) t).getName().toString())
                  .collect(Collectors.toSet());
      boolean inBody = doc != null && told.isEmpty(); // small records tell all in a sentence
      for (Tree member : record.getMembers()) {
        if (member instanceof VariableTree v
            && !v.getModifiers().getFlags().contains(Modifier.STATIC)
            && !inBody
            && !told.contains(v.getName().toString())) {
          missing.add(file() + ": @param " + v.getName());
        }
      }
    }

    private String file() {
      return Path.of(unit.getSourceFile().getName()).getFileName().toString();
    }
  }

  @Test
  void everythingPublicHasAComment() throws IOException {
    List<File> files;
    try (Stream<Path> all = Files.walk(MAIN)) {
      files = all.filter(f -> f.toString().endsWith(".java")).map(Path::toFile).toList();
    }
    Set<String> missing = new TreeSet<>();
    int seen = 0;
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromFiles(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        Scanner scanner = new Scanner(docs, unit, missing);
        scanner.scan(unit, null);
        seen += scanner.seen;
      }
    }
    assertEquals(Set.of(), missing);
    assertTrue(seen > 1000, "only " + seen + " public names found");
  }

  @Test
  void everyPackageTellsItsStory() throws IOException {
    List<String> missing = new ArrayList<>();
    try (Stream<Path> folders = Files.walk(MAIN)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        try (Stream<Path> inside = Files.list(folder)) {
          boolean classes = inside.anyMatch(f -> f.toString().endsWith(".java"));
          if (classes && !Files.exists(folder.resolve("package-info.java"))) {
            missing.add(folder.toString());
          }
        }
      }
    }
    assertEquals(List.of(), missing);
  }
}
