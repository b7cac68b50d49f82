package io.github.sherl4j.importer.keras;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.importer.layers.StoredWeight;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An HDF5 file read with care: no links are followed, no size is believed that the file could not
 * hold, and whatever the reader stumbles over is a {@link CorruptFileException}. Not thread-safe.
 */
final class Hdf5 implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** More than deflate can gain. */
  private static final long MAX_RATIO = 1100;

  private static final int MAX_TEXT = 1 << 26;

  private final HdfFile file;
  private final long length;
  private final String where;

  private Hdf5(HdfFile file, long length, String where) {
    this.file = file;
    this.length = length;
    this.where = where;
  }

  /** Whether a file begins like HDF5. */
  static boolean looksLike(byte[] head) {
    return head.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC);
  }

  /** Opens a file; {@code where} names it in messages. */
  static Hdf5 open(Path path, String where) {
    long length;
    try {
      length = Files.size(path);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "an HDF5 file",
          where,
          "check its permissions",
          e);
    }
    return new Hdf5(guarded(where, "", () -> new HdfFile(path)), length, where);
  }

  /** A text attribute of a group; empty if there is none. */
  Optional<String> text(String path, String attribute) {
    return guarded(
        where,
        path + "@" + attribute,
        () -> {
          Attribute a = group(path).map(g -> g.getAttribute(attribute)).orElse(null);
          if (a == null || a.isEmpty()) {
            return Optional.empty();
          }
          limit(a);
          Object data = a.getData();
          if (data instanceof byte[] bytes) {
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
          }
          if (data instanceof String[] many && many.length == 1) {
            return Optional.of(many[0]);
          }
          return data instanceof String text ? Optional.of(text) : Optional.empty();
        });
  }

  /** An attribute of several texts; Keras splits long ones into {@code name0, name1, …}. */
  List<String> texts(String path, String attribute) {
    return guarded(
        where,
        path + "@" + attribute,
        () -> {
          List<String> found = new ArrayList<>();
          Group group = group(path).orElse(null);
          if (group == null) {
            return found;
          }
          Attribute whole = group.getAttribute(attribute);
          if (whole != null) {
            add(found, whole);
            return found;
          }
          for (int i = 0; group.getAttribute(attribute + i) != null; i++) {
            add(found, group.getAttribute(attribute + i));
          }
          return found;
        });
  }

  private void add(List<String> found, Attribute a) {
    if (a.isEmpty() || a.getSize() == 0) {
      return;
    }
    limit(a);
    Object data = a.getData();
    if (data instanceof String[] many) {
      found.addAll(Arrays.asList(many));
    } else if (data instanceof String one) {
      found.add(one);
    } else {
      throw corrupt("no texts", a.getName(), null);
    }
  }

  private void limit(Attribute a) {
    if (a.getSize() < 0 || a.getSize() > MAX_TEXT || a.getSizeInBytes() > Math.max(length, 64)) {
      throw corrupt("an attribute of " + a.getSizeInBytes() + " bytes", a.getName(), null);
    }
  }

  /** Whether there is such a group. */
  boolean hasGroup(String path) {
    return guarded(where, path, () -> group(path).isPresent());
  }

  /** The data set at a path; empty if there is none. */
  Optional<StoredWeight> weight(String path) {
    return guarded(
        where,
        path,
        () -> {
          Node node = node(path).orElse(null);
          if (node == null) {
            return Optional.empty();
          }
          if (!(node instanceof Dataset data)) {
            throw corrupt("a group", path, null);
          }
          List<Long> shape = shape(data, path);
          return Optional.of(new StoredWeight(path, shape, type -> read(data, path, shape, type)));
        });
  }

  private List<Long> shape(Dataset data, String path) {
    List<Long> shape = Ints.asList(data.getDimensions()).stream().map(Integer::longValue).toList();
    long size = 1;
    for (long d : shape) {
      size = d < 1 || size > Integer.MAX_VALUE ? -1 : size * d;
      if (size < 0) {
        break;
      }
    }
    boolean packed = !data.getFilters().isEmpty();
    long most = packed ? Math.multiplyExact(length, MAX_RATIO) : length;
    if (size < 0 || size > Integer.MAX_VALUE - 8 || size > most) {
      throw corrupt("sizes " + shape, path, null);
    }
    return shape;
  }

  private INDArray read(Dataset data, String path, List<Long> shape, DataType type) {
    return guarded(
        where,
        path,
        () -> {
          Object flat = data.getDataFlat();
          long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
          INDArray array;
          if (flat instanceof float[] f) {
            array = Nd4j.createFromArray(f);
          } else if (flat instanceof double[] d) {
            array = Nd4j.createFromArray(d);
          } else if (flat instanceof int[] i) {
            array = Nd4j.createFromArray(i);
          } else if (flat instanceof long[] l) {
            array = Nd4j.createFromArray(l);
          } else if (flat instanceof Float || flat instanceof Double || flat instanceof Number) {
            array = Nd4j.createFromArray(((Number) flat).doubleValue());
          } else {
            throw corrupt("elements of type " + data.getJavaType().getSimpleName(), path, null);
          }
          INDArray own = array.dataType() == type ? array : array.castTo(type);
          if (own != array) {
            array.close();
          }
          return own.reshape('c', sizes);
        });
  }

  private Optional<Group> group(String path) {
    return node(path).filter(Group.class::isInstance).map(Group.class::cast);
  }

  /** Step by step, so that no link leads anywhere else. */
  private Optional<Node> node(String path) {
    Node at = file;
    for (String part : Splitter.on('/').omitEmptyStrings().split(path)) {
      Node next = at instanceof Group g ? g.getChild(part) : null;
      if (next == null) {
        return Optional.empty();
      }
      if (next.isLink()) {
        throw corrupt("a link", path, null);
      }
      at = next;
    }
    return Optional.of(at);
  }

  private CorruptFileException corrupt(String found, String path, Throwable cause) {
    return corrupt(where, found, path, cause);
  }

  private static CorruptFileException corrupt(
      String where, String found, String path, Throwable cause) {
    return new CorruptFileException(
        found,
        "an undamaged HDF5 file of Keras",
        path.isEmpty() ? where : where + ", " + path,
        "save the model again",
        cause);
  }

  private static <T> T guarded(String where, String path, Supplier<T> action) {
    try {
      return action.get();
    } catch (SherlException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw corrupt(where, "damage (" + e + ")", path, e);
    }
  }

  @Override
  public void close() {
    guarded(
        where,
        "",
        () -> {
          file.close();
          return null;
        });
  }
}
