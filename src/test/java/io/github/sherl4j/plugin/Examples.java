package io.github.sherl4j.plugin;

/** Sources of a plug-in that somebody else would write, against the public API only. */
final class Examples {

  private Examples() {}

  /** The operator of {@code TinyModel.writeUnknownOp}: x · sigmoid(x). */
  static final String OPERATOR =
      """
      import io.github.sherl4j.importer.onnx.OpContext;
      import io.github.sherl4j.importer.onnx.OpMapper;
      import java.util.Set;
      import org.nd4j.autodiff.samediff.SDVariable;

      public final class Frobnicate implements OpMapper {
        @Override
        public Set<String> types() {
          return Set.of("Frobnicate");
        }

        @Override
        public void map(OpContext op) {
          SDVariable x = op.variable(0);
          SDVariable y = x.mul(op.graph().nn.sigmoid(x));
          op.result(y, op.operand(0).dtype(), op.operand(0).shape());
        }
      }
      """;

  /** A method that adds one trained vector to the features. */
  static final String METHOD =
      """
      import io.github.sherl4j.discover.BlockMap;
      import io.github.sherl4j.importer.Backbone;
      import io.github.sherl4j.plan.*;
      import java.util.*;

      public final class Shift implements TuningMethod {
        @Override
        public String name() {
          return "shift";
        }

        @Override
        public Set<String> options() {
          return Set.of("shift-start");
        }

        @Override
        public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
          String features = blocks.features();
          double start = config.number("shift-start", 0, -1, 1);
          return new TuningPlan(
              name(), "recommended", List.of(features), Optional.empty(), 0, List.of(), features,
              Pooling.MEAN, Map.of("shift-start", "" + start));
        }

        @Override
        public double rate(TuningPlan plan) {
          return 0.05;
        }

        @Override
        public void attach(TuningGraph graph, TuningPlan plan) {
          List<Long> shape = graph.shape(plan.features());
          double start = Double.parseDouble(plan.settings().get("shift-start"));
          long width = shape.get(shape.size() - 1);
          var shift = graph.parameter("shift.vector", StartValues.constant(start), width);
          graph.replace(plan.features(), graph.tap(plan.features()).add(shift));
        }
      }
      """;
}
