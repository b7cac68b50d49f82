package io.github.sherl4j.image;

import io.github.sherl4j.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A single picture to predict. */
final class SinglePicture implements ImageFormat {

  @Override
  public boolean accepts(Path path) {
    return Files.isRegularFile(path) && Decoder.accepts(path);
  }

  @Override
  public List<ImageRow> read(Path path, boolean labelled) {
    if (labelled) {
      throw new BadInputException(
          "a single picture without a label",
          "a folder <label>/<picture>, a CIFAR-10 .bin file or a list of label<TAB>path lines",
          path.toString(),
          "give labelled pictures");
    }
    String name = path.toString();
    return List.of(new ImageRow(null, new PictureFile(name, path), name));
  }
}
