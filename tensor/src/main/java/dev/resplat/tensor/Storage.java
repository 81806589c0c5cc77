package dev.resplat.tensor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A buffer shared by the tensors that read the same elements; released with the last of them.
 * Several threads may share it, as micro-batches share parameters.
 */
final class Storage {
    final Device device;
    final Buffer buffer;
    private final AtomicInteger references = new AtomicInteger(1);

    Storage(Device device, ElementType type, int size) {
        this.device = device;
        this.buffer = device.allocate(type, size);
    }

    Storage share() {
        references.incrementAndGet();
        return this;
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            device.release(buffer);
        }
    }
}
