package dev.resplat.bench;

import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.SplatFile;
import dev.resplat.tensor.Philox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Scenes of two million splats, read from files and written into them: in G bytes of the file a
 * second, on one thread. Files are in the folder for temporary ones; what is written waits for the
 * disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx5g")
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 5)
public class SplatFileBenchmark {
    /** Whose name says the format. */
    @Param({"scene.ply", "scene.compressed.ply", "scene.spz", "scene.splat"})
    public String name;

    /** Of the harmonics, as far as the format has them. */
    @Param({"0", "3"})
    public int degree;

    /** How many there are. */
    @Param("2000000")
    public int splats;

    private Splats3d scene;
    private Path folder;
    private Path file;
    private long bytes;

    /** Makes the scene and its file. */
    @Setup
    public void prepare() throws IOException {
        scene =
                new Splats3d(
                        degree,
                        numbers(3, 0, 10),
                        numbers(4, 0, 1),
                        numbers(3, -4, 2),
                        numbers(1, 0, 4),
                        numbers(3 * Splats3d.terms(degree), 0, 0.5f));
        folder = Files.createTempDirectory("splats");
        file = folder.resolve(name);
        SplatFile.write(file, scene);
        bytes = Files.size(file);
    }

    private float[] numbers(int width, float middle, float size) {
        float[] numbers = new float[width * splats];
        int[] random = new int[4];
        for (int i = 0; i < numbers.length; i++) {
            if (i % 4 == 0) {
                Philox.block(random, 17, width, i);
            }
            numbers[i] = middle + size * random[i % 4] / Integer.MAX_VALUE;
        }
        return numbers;
    }

    /** Removes the file. */
    @TearDown
    public void remove() throws IOException {
        Files.delete(file);
        Files.delete(folder);
    }

    /** Reads the scene. */
    @Benchmark
    public Splats3d read(Rate.Bytes rate) {
        rate.gBytes += 1e-9 * bytes;
        return SplatFile.read(file, note -> {});
    }

    /** Writes the scene. */
    @Benchmark
    public void write(Rate.Bytes rate) {
        rate.gBytes += 1e-9 * bytes;
        SplatFile.write(file, scene);
    }
}
