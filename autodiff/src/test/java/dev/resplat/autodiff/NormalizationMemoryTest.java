package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.cpu.CpuDevice;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What normalisation, forward and backward, leaves to the garbage collector. */
class NormalizationMemoryTest {
    private static final double BYTES_PER_OPERATION = 1024;
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final double EPSILON = 1e-5;
    private static final int ROUND = 200;

    /** Vectors are objects until the JIT compiler has seen enough of a loop, and then no more. */
    @Test
    void heapPerOperationIsSmallInVectorLoops() {
        settle(new CpuDevice(2));
    }

    @Test
    void heapPerOperationIsSmallInScalarLoops() {
        settle(CpuDevice.scalar(1));
    }

    /** All kinds take turns, so that the compiler sees what it sees in a network. */
    private static void settle(Device device) {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(3);
            Var rows = Var.parameter(random.normal(device, Shape.of(256, 96)));
            Var maps = Var.parameter(random.normal(device, Shape.of(2, 24, 24, 32)));
            Var few = Var.parameter(random.normal(device, Shape.of(96)));
            Var gamma = Var.parameter(random.normal(device, Shape.of(32)));
            Var beta = Var.parameter(random.normal(device, Shape.of(32)));
            List<Supplier<Var>> norms =
                    List.of(
                            () -> Normalization.layer(rows, few, few, EPSILON),
                            () -> Normalization.group(maps, 8, gamma, beta, EPSILON),
                            () -> Normalization.instance(maps, gamma, beta, EPSILON),
                            () -> Normalization.batch(maps, gamma, beta, EPSILON).y());
            int operations = 0;
            for (Supplier<Var> norm : norms) {
                operations += Graph.ancestors(norm.get().sum()).size();
            }
            long start = System.nanoTime();
            double heap;
            do {
                long before = allocated();
                for (int i = 0; i < ROUND; i++) {
                    for (Supplier<Var> norm : norms) {
                        try (Scope step = Scope.open()) {
                            norm.get().sum().backward();
                        }
                    }
                }
                heap = (allocated() - before) / ((double) ROUND * operations);
            } while (heap > BYTES_PER_OPERATION && System.nanoTime() - start < PATIENCE_NANOS);
            assertTrue(heap <= BYTES_PER_OPERATION, heap + " bytes of heap per operation");
        }
    }

    /** Heap bytes this thread and the workers of devices have ever allocated. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread == Thread.currentThread() || thread.getName().startsWith("resplat-")) {
                bytes += threads.getThreadAllocatedBytes(thread.getId());
            }
        }
        return bytes;
    }
}
