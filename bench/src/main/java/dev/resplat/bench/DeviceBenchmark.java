package dev.resplat.bench;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all benchmarks share: a device, inputs that live as long as the benchmark, and a check
 * against the reference device before anything is timed.
 *
 * <p>A benchmark method opens a {@link Scope}, as a training step would, so that the time includes
 * taking a buffer from the pool and giving it back. Read the rows named after a rate: {@code
 * :gflops}, {@code :gElements}, {@code :gBytes} or {@code :gPairs}, in units of 10^9 per second,
 * see {@link Rate}.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class DeviceBenchmark {
    private static final long SEED = 20;

    /** Name of the device; {@code -p device=cpu,reference} measures two. */
    @Param("cpu")
    public String device;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Scope trial;

    /** Makes the inputs and checks the results. */
    @Setup
    public void setUp() {
        trial = Scope.open();
        prepare();
    }

    /** Frees the inputs. */
    @TearDown
    public void tearDown() {
        trial.close();
        if (device().bytesInUse() != 0) {
            throw new IllegalStateException(device().bytesInUse() + " bytes are still in use");
        }
    }

    /** Makes the inputs of a benchmark and checks its results once against the reference. */
    abstract void prepare();

    final Device device() {
        return Devices.find(device);
    }

    /** Uniform in [-2, 2). */
    final Tensor values(int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        return Tensor.of(device(), shape, values);
    }

    /** Integers in [0, bound). */
    final Tensor indices(int bound, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.ofInts(device(), shape, random.ints(shape.size(), 0, bound).toArray());
    }

    /** The same values on the reference device. */
    static Tensor reference(Tensor x) {
        return x.to(Devices.find("reference"));
    }

    /**
     * Throws when two real tensors differ by more than the tolerance times the largest magnitude.
     */
    static void check(Tensor actual, Tensor expected, double tolerance) {
        double[] a = actual.toDoubles();
        double[] e = expected.toDoubles();
        if (a.length != e.length) {
            throw new IllegalStateException("got " + actual + ", expected " + expected);
        }
        double magnitude = 0;
        for (double value : e) {
            magnitude = Math.max(magnitude, Math.abs(value));
        }
        for (int i = 0; i < a.length; i++) {
            if (!(Math.abs(a[i] - e[i]) <= tolerance * magnitude)) {
                throw new IllegalStateException(
                        "element %d of %s is %g, expected %g"
                                .formatted(i, actual.shape(), a[i], e[i]));
            }
        }
    }
}
