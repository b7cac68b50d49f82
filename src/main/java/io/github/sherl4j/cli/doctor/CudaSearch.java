package io.github.sherl4j.cli.doctor;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for an NVIDIA driver and CUDA runtimes, by files and by what {@code nvidia-smi} says. */
final class CudaSearch {

  private static final int SECONDS = 10;
  private static final Pattern RUNTIME =
      Pattern.compile("libcudart\\.so\\.(\\d+)[\\d.]*|cudart64_(\\d\\d)\\d*\\.dll");
  private static final Pattern DRIVER = Pattern.compile("Driver Version: *([\\d.]+)");
  private static final Pattern DRIVER_CUDA = Pattern.compile("CUDA Version: *([\\d.]+)");

  private final Path root;
  private final Map<String, String> environment;
  private final Supplier<Optional<String>> smi;

  /**
   * A search below a root.
   *
   * @param smi what {@code nvidia-smi} prints
   */
  CudaSearch(Path root, Map<String, String> environment, Supplier<Optional<String>> smi) {
    this.root = root;
    this.environment = environment;
    this.smi = smi;
  }

  /** This machine. */
  static CudaSearch here() {
    return new CudaSearch(Path.of(File.separator), System.getenv(), CudaSearch::nvidiaSmi);
  }

  /**
   * What was found.
   *
   * @param driver the driver's version
   * @param driverCuda the newest CUDA that the driver runs
   * @param runtimes major version of each CUDA runtime → the folder of its library
   */
  record Result(
      Optional<String> driver, Optional<String> driverCuda, Map<Integer, String> runtimes) {

    /** In a line; empty if there is nothing. */
    Optional<String> text() {
      List<String> parts = new ArrayList<>();
      driver.ifPresent(d -> parts.add("driver " + d));
      driverCuda.ifPresent(c -> parts.add("which runs CUDA up to " + c));
      runtimes.forEach((major, folder) -> parts.add("runtime " + major + " in " + folder));
      return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }
  }

  Result search() {
    Optional<String> printed = smi.get();
    Map<Integer, String> runtimes = new TreeMap<>();
    for (Path folder : folders()) {
      for (Path file : children(folder, "*cudart*")) {
        Matcher name = RUNTIME.matcher(file.getFileName().toString());
        if (name.matches()) {
          String major = name.group(1) == null ? name.group(2) : name.group(1);
          runtimes.putIfAbsent(Integer.parseInt(major), folder.toString());
        }
      }
    }
    return new Result(first(DRIVER, printed), first(DRIVER_CUDA, printed), runtimes);
  }

  private static Optional<String> first(Pattern pattern, Optional<String> text) {
    return text.map(pattern::matcher).filter(Matcher::find).map(m -> m.group(1));
  }

  private Set<Path> folders() {
    Set<Path> folders = new LinkedHashSet<>();
    for (String variable : List.of("LD_LIBRARY_PATH", "PATH")) {
      String value = Strings.nullToEmpty(environment.get(variable));
      Splitter.on(File.pathSeparatorChar)
          .omitEmptyStrings()
          .split(value)
          .forEach(entry -> folders.add(Path.of(entry)));
    }
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
      String value = Strings.nullToEmpty(environment.get(variable));
      if (!value.isEmpty()) {
        folders.add(Path.of(value, "lib64"));
        folders.add(Path.of(value, "bin"));
      }
    }
    children(root.resolve("usr/local"), "cuda*").forEach(c -> folders.add(c.resolve("lib64")));
    folders.add(root.resolve("usr/lib/x86_64-linux-gnu"));
    folders.add(root.resolve("usr/lib64"));
    return folders;
  }

  private static List<Path> children(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
        stream.forEach(found::add);
      } catch (IOException e) {
        return List.of(); // what cannot be read is not found
      }
    }
    return found.stream().sorted().toList();
  }

  private static Optional<String> nvidiaSmi() {
    try {
      Process process = new ProcessBuilder("nvidia-smi").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      byte[] out = process.getInputStream().readAllBytes();
      return Optional.of(new String(out, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty(); // not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
