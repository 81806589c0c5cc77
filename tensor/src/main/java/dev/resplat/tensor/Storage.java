package dev.resplat.tensor;

/** A buffer shared by the tensors that read the same elements; released with the last of them. */
final class Storage {
    final Device device;
    final Buffer buffer;
    private int references = 1;

    Storage(Device device, ElementType type, int size) {
        this.device = device;
        this.buffer = device.allocate(type, size);
    }

    Storage share() {
        references++;
        return this;
    }

    void release() {
        references--;
        if (references == 0) {
            device.release(buffer);
        }
    }
}
