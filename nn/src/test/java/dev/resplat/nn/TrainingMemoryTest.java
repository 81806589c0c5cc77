package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.resplat.autodiff.Graph;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.Optimizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.cpu.CpuDevice;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What training holds on to, and what it leaves to the garbage collector. */
class TrainingMemoryTest {
    private static final double BYTES_PER_OPERATION = 1024;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** Trains an MLP, one scope per step. */
    private static final class Training {
        final Mlp model;
        final Optimizer optimizer;
        final Var x;
        final Var target;

        Training(Device device, int batch) {
            RandomStream random = new RandomStream(6);
            model = new Mlp(random, device, Activation.GELU, 8, 32, 32, 4);
            optimizer = new Adam(model.parameters(), Adam.Config.adamW(0.01));
            x = Var.constant(random.normal(device, Shape.of(batch, 8)));
            target = Var.constant(random.normal(device, Shape.of(batch, 4)));
        }

        void step() {
            try (Scope step = Scope.open()) {
                optimizer.step(loss().backward(), 1e-3);
            }
        }

        private Var loss() {
            return Losses.meanSquaredError(model.forward(x), target);
        }

        /** Results of the forward pass, each with its gradients, and updates of parameters. */
        int operations() {
            try (Scope step = Scope.open()) {
                return Graph.ancestors(loss()).size();
            }
        }
    }

    @Test
    void aThousandStepsHoldDeviceMemoryFlatAndEndWithNone() {
        Device device = new CpuDevice(2);
        try (Scope scope = Scope.open()) {
            Training training = new Training(device, 16);
            training.step();
            long inUse = device.bytesInUse();
            long all = inUse + device.bytesPooled();
            for (int i = 1; i < 1000; i++) {
                training.step();
                assertEquals(inUse, device.bytesInUse(), "in use after step " + i);
                assertEquals(all, device.bytesInUse() + device.bytesPooled(), "after step " + i);
            }
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void heapPerOperationIsSmallInScalarLoops() {
        Device device = CpuDevice.scalar(1);
        settles(device, 8, 200);
        settles(device, 128, 100);
    }

    /** Vectors are objects until the JIT compiler has seen enough of a loop. */
    @Test
    void heapPerOperationIsSmallInVectorLoopsWhateverTheSizeOfTensors() {
        Device device = new CpuDevice(2);
        settles(device, 64, 1000);
        settles(device, 4096, 100);
    }

    /** Trains until the heap taken by a round of steps is small, and not for ever. */
    private static void settles(Device device, int batch, int round) {
        try (Scope scope = Scope.open()) {
            Training training = new Training(device, batch);
            double operations = (double) round * training.operations();
            long start = System.nanoTime();
            double heap;
            do {
                long before = allocated();
                for (int i = 0; i < round; i++) {
                    training.step();
                }
                heap = (allocated() - before) / operations;
            } while (heap > BYTES_PER_OPERATION && System.nanoTime() - start < PATIENCE_NANOS);
            assertTrue(
                    heap <= BYTES_PER_OPERATION,
                    "batch " + batch + " takes " + heap + " bytes of heap per operation");
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
