package dev.resplat.tensor;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Returned buffers of one element type, waiting to be handed out again.
 *
 * <p>Requests are rounded up to size classes at most an eighth apart, so that tensors whose size
 * varies from step to step find a buffer too. Safe for use by several threads.
 */
final class BufferPool {
    private final Map<Integer, ArrayDeque<Buffer>> free = new HashMap<>();
    private final IntFunction<Buffer> allocator;
    private long bytesInUse;
    private long bytesPooled;
    private boolean poison;

    BufferPool(IntFunction<Buffer> allocator) {
        this.allocator = allocator;
    }

    /** A buffer for at least {@code size} elements, with arbitrary contents. */
    synchronized Buffer take(int size) {
        int capacity = sizeClass(size);
        ArrayDeque<Buffer> waiting = free.get(capacity);
        Buffer buffer;
        if (waiting == null || waiting.isEmpty()) {
            buffer = allocate(capacity);
        } else {
            buffer = waiting.pop();
            bytesPooled -= buffer.bytes();
        }
        bytesInUse += buffer.bytes();
        if (poison) {
            buffer.poison();
        }
        return buffer;
    }

    /** Takes a buffer back; the caller must not use it again. */
    synchronized void give(Buffer buffer) {
        bytesInUse -= buffer.bytes();
        bytesPooled += buffer.bytes();
        free.computeIfAbsent(buffer.capacity(), c -> new ArrayDeque<>()).push(buffer);
    }

    synchronized void poisonFromNowOn() {
        poison = true;
    }

    synchronized long bytesInUse() {
        return bytesInUse;
    }

    synchronized long bytesPooled() {
        return bytesPooled;
    }

    /** Drops the waiting buffers. */
    synchronized void trim() {
        free.clear();
        bytesPooled = 0;
    }

    /** What waits in the pool is the first thing to give up when memory runs out. */
    private Buffer allocate(int capacity) {
        try {
            return allocator.apply(capacity);
        } catch (OutOfMemoryError e) {
            trim();
            return allocator.apply(capacity);
        }
    }

    /** The capacity handed out for a request: a multiple of the padding, at most 1/8 above it. */
    static int sizeClass(int size) {
        int step = Buffer.PADDING;
        int highest = Integer.highestOneBit(Math.max(size - 1, 1));
        step = Math.max(step, highest / 8);
        long rounded = ((long) Math.max(size, 1) + step - 1) / step * step;
        return (int) Math.min(rounded, Integer.MAX_VALUE / Buffer.PADDING * Buffer.PADDING);
    }
}
