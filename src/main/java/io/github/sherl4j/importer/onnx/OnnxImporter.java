package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.BackboneImporter;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.UnsupportedOp;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads ONNX files with float32, float64 or half-precision weights. Dynamic dimensions stay
 * dynamic; a model exported for one fixed shape takes only that shape. Thread-safe.
 *
 * <p>Memory: the weights once, or none but small ones ({@link ImportOptions#streamed()}); the file
 * is read in pieces.
 */
public final class OnnxImporter implements BackboneImporter {

  /** For {@link java.util.ServiceLoader}; direct use is fine too. */
  public OnnxImporter() {}

  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public boolean accepts(Path file, byte[] head) {
    return OnnxFile.looksLikeOnnx(head);
  }

  @Override
  public Backbone open(Path file) {
    return open(file, ImportOptions.DEFAULT);
  }

  @Override
  public Backbone open(Path file, ImportOptions options) {
    if (options.streamed()) {
      return streamed(file, options);
    }
    try (OnnxModel model = OnnxModel.open(file, options.externalData())) {
      return build(model, options).build();
    }
  }

  /** The file stays open as long as the backbone. */
  private static Backbone streamed(Path file, ImportOptions options) {
    OnnxModel model = OnnxModel.open(file, options.externalData());
    boolean done = false;
    try {
      Backbone backbone = build(model, options).closing(model::close).build();
      done = true;
      return backbone;
    } finally {
      if (!done) {
        model.close();
      }
    }
  }

  /** Reads the bytes of an ONNX file; {@code where} names them in messages. */
  static Backbone open(byte[] bytes, String where) {
    return open(bytes, where, ImportOptions.DEFAULT);
  }

  static Backbone open(byte[] bytes, String where, ImportOptions options) {
    try (OnnxModel model = OnnxModel.of(bytes, where)) {
      return build(model, options).build();
    }
  }

  private static Backbone.Builder build(OnnxModel model, ImportOptions options) {
    OpRegistry registry = new OpRegistry(model.proto());
    List<UnsupportedOp> unsupported = registry.unsupported(model.proto(), model.where());
    if (!unsupported.isEmpty()) {
      throw OpRegistry.refuse(unsupported, model.where());
    }
    String fingerprint = Fingerprint.of(model);
    return new GraphBuilder(model, registry, options)
        .build()
        .format("onnx")
        .fingerprint(fingerprint);
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file) {
    return unsupported(file, ImportOptions.DEFAULT);
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file, ImportOptions options) {
    try (OnnxModel model = OnnxModel.open(file, options.externalData())) {
      return new OpRegistry(model.proto()).unsupported(model.proto(), model.where());
    }
  }
}
