package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.importer.layers.LayerTable;

/** Layers that only do something while Keras trains. */
public final class Identities extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Identities() {
    for (String type :
        new String[] {
          "Dropout",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "SpatialDropout3D",
          "AlphaDropout",
          "GaussianDropout",
          "GaussianNoise",
          "ActivityRegularization",
          "Identity",
          "RandomFlip",
          "RandomRotation",
          "RandomTranslation",
          "RandomZoom",
          "RandomContrast",
          "RandomBrightness"
        }) {
      entry(
          type,
          l -> {
            l.option("training");
            l.result(l.graph().identity(l.input().variable()), l.input().shape());
          });
    }
  }
}
