package io.github.sherl4j.cli.quickstart;

import com.google.common.primitives.ImmutableIntArray;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.train.BatchSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Masked-language-model batches of ever new sentences. About one word in six is to be told: 30 % of
 * the words that mean something, 5 % of the function words, and at least one a sentence. Of these
 * 80 % are masked, 10 % replaced by another word and 10 % left as they are (Devlin et al. 2018).
 *
 * <p>Labels are one-hot [rows, tokens, vocabulary], all zero where nothing is to be told. Sentences
 * of similar length share a batch. The arrays of a batch live until the next one. Not thread-safe.
 */
final class MaskedBatches implements MultiDataSetIterator, BatchSource, AutoCloseable {

  private static final int POOL = 16;
  private static final long EPOCH_SEED = 0xD1B54A32D192ED03L;
  private static final double CONTENT = 0.30;
  private static final double FUNCTION = 0.05;

  private final Lexicon lexicon;
  private final TextTokenizer tokenizer;
  private final List<TensorInfo> inputs;
  private final int vocabulary;
  private final int rows;
  private final int batches;
  private final long seed;
  private final List<List<ImmutableIntArray>> pool = new ArrayList<>();
  private final List<INDArray> open = new ArrayList<>();
  private Grammar grammar;
  private SplittableRandom random;
  private int epoch;
  private int next;

  /**
   * Batches of an epoch; every epoch has sentences of its own.
   *
   * @param inputs the backbone's inputs: {@code input_ids} and {@code attention_mask}
   * @param rows sentences a batch
   * @param batches how many there are
   */
  MaskedBatches(
      Lexicon lexicon,
      TextTokenizer tokenizer,
      List<TensorInfo> inputs,
      int vocabulary,
      int rows,
      int batches,
      long seed) {
    this.lexicon = lexicon;
    this.tokenizer = tokenizer;
    this.inputs = List.copyOf(inputs);
    this.vocabulary = vocabulary;
    this.rows = rows;
    this.batches = batches;
    this.seed = seed;
    seek(0, 0);
  }

  @Override
  public int batches() {
    return batches;
  }

  @Override
  public void seek(int newEpoch, int batch) {
    epoch = newEpoch;
    grammar = new Grammar(lexicon, seed + EPOCH_SEED * newEpoch);
    random = new SplittableRandom(seed + EPOCH_SEED * newEpoch);
    pool.clear();
    next = 0;
    while (next < batch) {
      next();
    }
  }

  @Override
  public boolean hasNext() {
    return next < batches;
  }

  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are " + batches + " batches");
    }
    close();
    next++;
    List<ImmutableIntArray> sentences = sentences();
    int length = sentences.stream().mapToInt(ImmutableIntArray::length).max().orElseThrow();
    int[][] ids = new int[rows][length];
    int[][] mask = new int[rows][length];
    float[][][] labels = new float[rows][length][vocabulary];
    for (int r = 0; r < rows; r++) {
      ImmutableIntArray sentence = sentences.get(r);
      boolean[] told = told(sentence);
      for (int t = 0; t < sentence.length(); t++) {
        int id = sentence.get(t);
        mask[r][t] = 1;
        ids[r][t] = told[t] ? shown(id) : id;
        labels[r][t][id] = told[t] ? 1 : 0;
      }
    }
    INDArray[] features = new INDArray[inputs.size()];
    for (int i = 0; i < features.length; i++) {
      boolean isIds = inputs.get(i).name().equals("input_ids");
      INDArray values = keep(Nd4j.createFromArray(isIds ? ids : mask));
      features[i] = keep(values.castTo(inputs.get(i).dtype()));
    }
    INDArray floatMask = keep(Nd4j.createFromArray(mask).castTo(Nd4j.defaultFloatingPointType()));
    INDArray[] masks = new INDArray[features.length];
    masks[0] = floatMask;
    return new MultiDataSet(
        features, new INDArray[] {keep(Nd4j.createFromArray(labels))}, masks, null);
  }

  /** Which tokens are to be told: at least one, never the first and the last. */
  private boolean[] told(ImmutableIntArray sentence) {
    int length = sentence.length();
    boolean[] told = new boolean[length];
    boolean any = false;
    for (int t = 1; t < length - 1; t++) {
      told[t] = random.nextDouble() < (Vocabulary.isContent(sentence.get(t)) ? CONTENT : FUNCTION);
      any |= told[t];
    }
    told[any ? 0 : 1 + random.nextInt(length - 2)] = !any;
    return told;
  }

  /** What the model sees of a word that it is to tell. */
  private int shown(int id) {
    double fate = random.nextDouble();
    if (fate < 0.8) {
      return Vocabulary.MASK;
    }
    int first = Vocabulary.firstWord();
    return fate < 0.9 ? first + random.nextInt(vocabulary - first) : id;
  }

  private List<ImmutableIntArray> sentences() {
    if (pool.isEmpty()) {
      List<ImmutableIntArray> fresh = new ArrayList<>();
      for (int i = 0; i < POOL * rows; i++) {
        fresh.add(tokenizer.encode(grammar.sentence(), null).ids());
      }
      fresh.sort(Comparator.comparingInt(ImmutableIntArray::length));
      for (int b = 0; b < POOL; b++) {
        pool.add(List.copyOf(fresh.subList(b * rows, (b + 1) * rows)));
      }
    }
    return pool.remove(random.nextInt(pool.size()));
  }

  private INDArray keep(INDArray array) {
    open.add(array);
    return array;
  }

  @Override
  public void close() {
    open.stream().filter(a -> a.closeable() && !a.wasClosed()).forEach(INDArray::close);
    open.clear();
  }

  @Override
  public void reset() {
    seek(epoch + 1, 0);
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public MultiDataSet next(int number) {
    throw fixed("a request for " + number + " rows");
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    throw fixed("a pre-processor");
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return null;
  }

  private static BadInputException fixed(String found) {
    return new BadInputException(
        found, "batches as they were asked for", "pre-training", "change the grammar instead");
  }
}
