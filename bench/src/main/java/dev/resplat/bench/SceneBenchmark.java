package dev.resplat.bench;

import dev.resplat.train.config.Config;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.library.SceneLibrary;
import dev.resplat.train.library.SyntheticViews;
import dev.resplat.train.views.ViewSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Four views of a scene that was never seen, made as they are for learning: the scene, its
 * renderer, the views; all cores at once, each with a scene of its own. Textures are those of the
 * library and are painted before. Milliseconds are per scene.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 5, time = 4)
public class SceneBenchmark {
    private static final int SCENES = 32;
    private static final int FRAMES = 100;
    private static final int VIEWS = 4;
    private static final int APART = 12;

    /** Pixels of a side. */
    @Param({"64", "128"})
    public int size;

    /** The only kind of scenes, or any. */
    @Param({"any", "room", "objects", "street", "terrain"})
    public String kind;

    private SyntheticViews views;
    private long next;

    /** Makes the library. */
    @Setup
    public void prepare() {
        List<String> changes =
                kind.equals("any")
                        ? List.of()
                        : List.of(
                                "kind={room: 0, objects: 0, street: 0, terrain: 0}",
                                "kind." + kind + "=1");
        LibraryConfig config = Config.named("library").with(changes).as(LibraryConfig.class);
        views = new SyntheticViews(new SceneLibrary(1, config), FRAMES);
    }

    /** Returns a sum that depends on all views. */
    @Benchmark
    @OperationsPerInvocation(SCENES)
    public double fourViews() {
        long first = next;
        next += SCENES;
        return IntStream.range(0, SCENES).parallel().mapToDouble(i -> scene(first + i)).sum();
    }

    private double scene(long number) {
        ViewSet set = views.training(number, size, size);
        double sum = 0;
        for (int i = 0; i < VIEWS; i++) {
            sum += set.view(i * APART).colors()[3 * size * size / 2];
        }
        return sum;
    }
}
