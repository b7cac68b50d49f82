package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.Block;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Chain;
import io.github.sherl4j.discover.Stage;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.importer.UnsupportedOp;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sherl inspect}: what a model file holds and where it can be tapped. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Shows inputs, outputs, blocks, taps and unsupported operators of a model.")
final class InspectCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Parameters(paramLabel = "MODEL", description = "The model file.")
  private Path model;

  @Option(
      names = "--late",
      defaultValue = "1",
      description = "Late layers to list the live-ins of (default: ${DEFAULT-VALUE}).")
  private int late;

  @Option(
      names = "--chain",
      paramLabel = "NAME",
      description = "Model input or output of the chain to show where a model has several.")
  private String chain;

  @Mixin private ModelOptions reading;

  @Override
  public Integer call() {
    List<UnsupportedOp> unsupported = reading.unsupported(model);
    if (!unsupported.isEmpty() && main.json()) {
      ObjectNode root = Json.object();
      unsupported(root, unsupported);
      Json.print(root);
      unsupported.forEach(
          u -> System.err.println("sherl: unsupported op " + u.op() + " x" + u.count()));
      return 2;
    }
    try (Backbone backbone = reading.open(model)) {
      ObjectNode root = Json.object();
      root.put("format", backbone.format());
      tensors(root.putArray("inputs"), backbone.inputs());
      tensors(root.putArray("outputs"), backbone.outputs());
      root.put("parameters", backbone.parameters());
      root.put("fingerprint", backbone.fingerprint());
      blocks(root, backbone);
      unsupported(root, unsupported);
      if (main.json()) {
        Json.print(root);
      } else {
        InspectText.print(root);
      }
      return 0;
    }
  }

  private void blocks(ObjectNode root, Backbone backbone) {
    ArrayNode blocks = root.putArray("blocks");
    ArrayNode stages = root.putArray("stages");
    ArrayNode taps = root.putArray("taps");
    ArrayNode liveIns = root.putArray("lateLiveIns");
    BlockMap map;
    try {
      map = Sherl.discover(backbone);
    } catch (NoMatchException e) {
      root.put("note", e.getMessage());
      return;
    }
    if (chain != null) {
      map = map.select(chain);
    }
    boolean several = map.chains().size() > 1;
    if (several) {
      map.chains().forEach(c -> root.withArray("chains").add(c.toString()));
      if (map.unambiguous().isPresent()) {
        root.put("primary", map.primary().toString());
      } else {
        map.candidates().forEach(c -> root.withArray("candidates").add(c.toString()));
      }
    }
    for (Chain c : chain == null ? map.chains() : map.candidates()) {
      for (Block b : c.blocks()) {
        tensor(
                of(c, several, blocks.addObject().put("index", b.index())),
                backbone,
                b.outputTensor())
            .put("parameters", b.parameters());
      }
      for (Stage s : c.stages()) {
        ObjectNode stage = of(c, several, stages.addObject().put("index", s.index()));
        s.blocks().forEach(b -> stage.withArray("blocks").add(b.index()));
        s.shape().forEach(stage.putArray("shape")::add);
      }
    }
    for (Chain c : map.candidates()) {
      boolean told = several && map.candidates().size() > 1;
      c.taps()
          .forEach(
              t ->
                  tensor(
                      of(c, told, taps.addObject().put("index", t.index())), backbone, t.tensor()));
      if (late <= c.blocks().size() || map.candidates().size() == 1) {
        c.lateLiveIns(late).forEach(liveIns::add);
      }
    }
  }

  /** Says which chain something belongs to, where there are several. */
  private static ObjectNode of(Chain chain, boolean several, ObjectNode into) {
    return several ? into.put("chain", chain.toString()) : into;
  }

  private static ObjectNode tensor(ObjectNode into, Backbone backbone, String tensor) {
    into.put("tensor", tensor);
    ArrayNode shape = into.putArray("shape");
    backbone.tensor(tensor).ifPresent(i -> i.shape().forEach(shape::add));
    return into;
  }

  private static void tensors(ArrayNode into, List<TensorInfo> tensors) {
    tensors.forEach(t -> Json.tensor(into.addObject().put("name", t.name()), t));
  }

  private static void unsupported(ObjectNode root, List<UnsupportedOp> ops) {
    ArrayNode list = root.putArray("unsupported");
    ops.forEach(
        u ->
            list.addObject()
                .put("op", u.op())
                .put("count", u.count())
                .put("firstNode", u.firstNode())
                .put("remedy", u.remedy()));
  }
}
