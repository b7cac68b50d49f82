package io.github.sherl4j.image;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.train.data.Labelled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One picture of a data set, not yet decoded; made by {@link ImageRows}. */
public final class ImageRow implements Labelled {

  private final String label;
  private final Picture picture;
  private final String place;

  ImageRow(String label, Picture picture, String place) {
    this.label = label;
    this.picture = picture;
    this.place = place;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String place() {
    return place;
  }

  /** Its path as the data set has it, or the number of its record. */
  public String name() {
    return picture.name();
  }

  /** The same as a bare picture to predict. */
  public ImageRow withoutLabel() {
    return new ImageRow(null, picture, place);
  }

  /**
   * Decodes the picture.
   *
   * @throws io.github.sherl4j.BadInputException with its path if it is broken
   */
  public Pixels decode() {
    return picture.decode();
  }

  /** SHA-256 (hex) over labels, names and contents of all rows in their order. */
  public static String hash(List<ImageRow> rows) {
    Hasher all = Hashing.sha256().newHasher();
    for (ImageRow row : rows) {
      for (String part : List.of(row.label == null ? "" : row.label, row.name())) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        all.putInt(bytes.length).putBytes(bytes);
      }
      all.putString(row.picture.hash(), StandardCharsets.UTF_8);
    }
    return all.hash().toString();
  }
}
