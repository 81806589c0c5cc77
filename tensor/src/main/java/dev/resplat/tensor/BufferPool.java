package dev.resplat.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Returned buffers of one element type, waiting to be handed out again.
 *
 * <p>Requests are rounded up to size classes at most an eighth apart, so that tensors whose size
 * varies from step to step find a buffer too. Safe for use by several threads.
 */
final class BufferPool {
    /** One stack per size class, by {@link #classNumber}. */
    private final List<ArrayDeque<Buffer>> free = new ArrayList<>();

    private final IntFunction<Buffer> allocator;
    private long bytesInUse;
    private long mostInUse;
    private long bytesPooled;
    private boolean poison;

    BufferPool(IntFunction<Buffer> allocator) {
        this.allocator = allocator;
        for (int i = 0; i <= classNumber(Integer.MAX_VALUE); i++) {
            free.add(new ArrayDeque<>(0));
        }
    }

    /** A buffer for at least {@code size} elements, with arbitrary contents. */
    synchronized Buffer take(int size) {
        int capacity = sizeClass(size);
        ArrayDeque<Buffer> waiting = free.get(classNumber(capacity));
        Buffer buffer;
        if (waiting.isEmpty()) {
            buffer = allocator.apply(capacity);
        } else {
            buffer = waiting.pop();
            bytesPooled -= buffer.bytes();
        }
        bytesInUse += buffer.bytes();
        mostInUse = Math.max(mostInUse, bytesInUse);
        if (poison) {
            buffer.poison();
        }
        return buffer;
    }

    /** Takes a buffer back; the caller must not use it again. */
    synchronized void give(Buffer buffer) {
        bytesInUse -= buffer.bytes();
        bytesPooled += buffer.bytes();
        free.get(classNumber(buffer.capacity())).push(buffer);
    }

    synchronized void poisonFromNowOn() {
        poison = true;
    }

    synchronized long bytesInUse() {
        return bytesInUse;
    }

    synchronized long mostBytesInUse() {
        return mostInUse;
    }

    /** Forgets that there was more in use than now. */
    synchronized void forgetMost() {
        mostInUse = bytesInUse;
    }

    synchronized long bytesPooled() {
        return bytesPooled;
    }

    /** Drops the waiting buffers. */
    synchronized void trim() {
        for (ArrayDeque<Buffer> waiting : free) {
            waiting.forEach(Buffer::dispose);
            waiting.clear();
        }
        bytesPooled = 0;
    }

    /** The capacity handed out for a request: a multiple of the padding, at most 1/8 above it. */
    static int sizeClass(int size) {
        int step = Math.max(Buffer.PADDING, Integer.highestOneBit(Math.max(size - 1, 1)) / 8);
        long rounded = ((long) Math.max(size, 1) + step - 1) / step * step;
        return (int) Math.min(rounded, Integer.MAX_VALUE / Buffer.PADDING * Buffer.PADDING);
    }

    /** A number for each capacity that {@link #sizeClass} gives: which power of two, which part. */
    private static int classNumber(int capacity) {
        int power = 31 - Integer.numberOfLeadingZeros(capacity - 1);
        return power * 16 + ((capacity - 1) >>> Math.max(power - 3, 4));
    }
}
