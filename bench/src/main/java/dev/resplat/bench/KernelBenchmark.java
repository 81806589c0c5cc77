package dev.resplat.bench;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
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
 * The same kernel in every form that there is: for {@link KernelComparison}, which makes a table of
 * it. Operations per second; each waits until the device is done.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class KernelBenchmark {
    /** The name of its device. */
    @Param("cpu")
    public String form;

    /** What is run. */
    @Param public KernelCase kernel;

    /** From 0 to 2. */
    @Param({"0", "1", "2"})
    public int size;

    private KernelCase.Run run;
    private Scope trial;

    /** Makes inputs. */
    @Setup
    public void setUp() {
        trial = Scope.open();
        run = kernel.prepare(Devices.find(form), size);
    }

    /** Frees them. */
    @TearDown
    public void tearDown() {
        trial.close();
    }

    /** One run. */
    @Benchmark
    public void run() {
        try (Scope scope = Scope.open()) {
            run.run();
            Devices.find(form).await();
        }
    }
}
