package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.plan.TuningConfig;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every choice about the adapter itself, from options over presets.
 *
 * @param formula parts and constants
 * @param initial start values
 * @param pooling of tokens before mixing
 * @param width inner width
 * @param gateStart open fraction at the start
 * @param dropout after the output head
 */
record SherlSettings(
    SherlFormula formula,
    InitialValues initial,
    TokenPooling pooling,
    int width,
    double gateStart,
    double dropout) {

  /** Names of the options that it reads. */
  static final Set<String> OPTIONS =
      Set.of(
          "width",
          "gate-start",
          "dropout",
          "down",
          "guide",
          "mlp",
          "up",
          "gate",
          "init",
          "eps",
          "eps-out",
          "temperature",
          "redundancy",
          "token-pooling");

  /**
   * Reads options.
   *
   * @param dim width of the tensor that is replaced
   */
  static SherlSettings of(TuningConfig config, SherlPreset preset, long dim) {
    SherlFormula base = preset.formula();
    double eps = config.number("eps", base.epsL1(), 0, 1);
    SherlFormula formula =
        new SherlFormula(
            config.choice("down", Down.class, base.down()),
            config.choice("guide", GuideKind.class, base.guide()),
            config.flag("mlp", base.aggregateMlp()),
            config.choice("up", Up.class, base.up()),
            config.choice("gate", Gate.class, base.gate()),
            eps,
            eps,
            config.number("eps-out", base.epsOut(), 0, 1),
            config.number("temperature", base.temperature(), Double.MIN_NORMAL, 1e9),
            true,
            true,
            config.flag("redundancy", base.divide()));
    TokenPooling pooling = config.choice("token-pooling", TokenPooling.class, preset.pooling());
    if (pooling != TokenPooling.NONE && formula.guide() != GuideKind.OWN) {
      throw new BadInputException(
          "token pooling with guide " + TuningConfig.word(formula.guide()),
          "guide own",
          "--token-pooling",
          "add --guide own, or leave token pooling out");
    }
    return new SherlSettings(
        formula,
        config.choice("init", InitialValues.class, preset.initial()),
        pooling,
        config.integer("width", preset.width(dim), 1),
        config.number("gate-start", 0, 0, 1),
        config.number("dropout", preset.dropout(), 0, 1));
  }

  /** The options that give these settings whatever the preset. */
  Map<String, String> options() {
    Map<String, String> all = new TreeMap<>();
    all.put("width", "" + width);
    all.put("gate-start", "" + gateStart);
    all.put("dropout", "" + dropout);
    all.put("down", TuningConfig.word(formula.down()));
    all.put("guide", TuningConfig.word(formula.guide()));
    all.put("mlp", formula.aggregateMlp() ? "on" : "off");
    all.put("up", TuningConfig.word(formula.up()));
    all.put("gate", TuningConfig.word(formula.gate()));
    all.put("init", TuningConfig.word(initial));
    all.put("eps", "" + formula.epsL1());
    all.put("eps-out", "" + formula.epsOut());
    all.put("temperature", "" + formula.temperature());
    all.put("redundancy", formula.divide() ? "on" : "off");
    all.put("token-pooling", TuningConfig.word(pooling));
    return all;
  }
}
