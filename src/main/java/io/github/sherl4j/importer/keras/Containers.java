package io.github.sherl4j.importer.keras;

import java.nio.file.Path;

/** Tells a container by its content and opens it. */
enum Containers {
  /** One HDF5 file. */
  HDF5 {
    @Override
    boolean accepts(Path file, byte[] head) {
      return Hdf5.looksLike(head);
    }

    @Override
    ModelSource open(Path file) {
      return H5Source.open(file);
    }
  },
  /** A zip archive of Keras 3. */
  ARCHIVE {
    @Override
    boolean accepts(Path file, byte[] head) {
      return head.length > 3 && head[0] == 'P' && head[1] == 'K' && ArchiveSource.looksLike(file);
    }

    @Override
    ModelSource open(Path file) {
      return ArchiveSource.open(file);
    }
  };

  abstract boolean accepts(Path file, byte[] head);

  abstract ModelSource open(Path file);
}
