package io.github.sherl4j.serve;

import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.TunedModel;

/** Reassembles a tuned model from a backbone and an adapter. */
public final class Serving {

  private Serving() {}

  /**
   * The model as it was at the end of training; the backbone belongs to it.
   *
   * @throws io.github.sherl4j.MismatchException if the adapter was trained on another backbone
   * @throws io.github.sherl4j.NoMatchException if its method or task is not on the class path
   */
  public static TunedModel restore(StoredAdapter adapter, Backbone backbone) {
    AdapterStore.requireBackbone(adapter, backbone.fingerprint());
    BlockMap blocks = BlockDiscovery.discover(backbone);
    TunedModel model =
        Attachment.attach(
            backbone,
            blocks,
            Plugins.method(adapter.method()),
            adapter.config(),
            Plugins.task(adapter.task()),
            adapter.labels());
    AdapterStore.restore(adapter, model);
    return model;
  }
}
