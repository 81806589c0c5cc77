package dev.resplat.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CpuSortTest {
    @Test
    void heapDoesNotGrowWithTheNumberOfRows() {
        Device device = CpuDevice.scalar(1);
        try (Scope scope = Scope.open()) {
            Tensor x = new RandomStream(1).normal(device, Shape.of(300, 200));
            sort(x);
            long before = allocated();
            sort(x);
            long bytes = allocated() - before;
            assertTrue(bytes < 4096, bytes + " bytes for 300 rows");
        }
    }

    private static void sort(Tensor x) {
        try (Scope scope = Scope.open()) {
            Sorting.sort(x, Order.ASCENDING);
        }
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
