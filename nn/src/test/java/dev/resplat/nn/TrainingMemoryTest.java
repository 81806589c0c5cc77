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
    private static final int BYTES_PER_OPERATION = 1024;

    private final Device device = new CpuDevice(2);

    /** Trains an MLP, one scope per step. */
    private final class Training {
        final Mlp model;
        final Optimizer optimizer;
        final Var x;
        final Var target;
        long operations;

        Training(int batch) {
            RandomStream random = new RandomStream(6);
            model = new Mlp(random, device, Activation.GELU, 8, 32, 32, 4);
            optimizer = new Adam(model.parameters(), Adam.Config.adamW(0.01));
            x = Var.constant(random.normal(device, Shape.of(batch, 8)));
            target = Var.constant(random.normal(device, Shape.of(batch, 4)));
        }

        void step() {
            try (Scope step = Scope.open()) {
                Var loss = Losses.meanSquaredError(model.forward(x), target);
                optimizer.step(loss.backward(), 1e-3);
            }
        }

        /** Operations of a forward pass: variables that are not given. */
        long operations() {
            try (Scope step = Scope.open()) {
                Var loss = Losses.meanSquaredError(model.forward(x), target);
                return Graph.ancestors(loss).stream().filter(v -> !v.parents().isEmpty()).count();
            }
        }
    }

    @Test
    void aThousandStepsHoldDeviceMemoryFlatAndEndWithNone() {
        try (Scope scope = Scope.open()) {
            Training training = new Training(16);
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
    void heapPerOperationIsSmallAndIndependentOfTheSizeOfTensors() {
        double small = heapPerOperation(64, 3000);
        double large = heapPerOperation(4096, 100);
        System.out.printf("heap per operation: %.0f and %.0f bytes%n", small, large);
        assertTrue(small <= BYTES_PER_OPERATION, small + " bytes at batch 64");
        assertTrue(large <= BYTES_PER_OPERATION, large + " bytes at batch 4096");
    }

    /** Forward, backward and update, per operation of the forward pass. */
    private double heapPerOperation(int batch, int warmUp) {
        try (Scope scope = Scope.open()) {
            Training training = new Training(batch);
            for (int i = 0; i < warmUp; i++) {
                training.step();
            }
            int steps = 50;
            long before = allocated();
            for (int i = 0; i < steps; i++) {
                training.step();
            }
            return (double) (allocated() - before) / steps / training.operations();
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
