package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;

/**
 * Keys and values that belong together, and room for as many: a pass of a sort goes from the one to
 * the other. {@link #keys} and {@link #values} name others afterwards.
 */
final class ClPairs implements AutoCloseable {
    private final ClDevice device;
    private Buffer keys;
    private Buffer values;
    private Buffer otherKeys;
    private Buffer otherValues;

    /** Room for n pairs; what they are is for the caller to write. */
    ClPairs(ClDevice device, int n) {
        this.device = device;
        keys = device.allocate(ElementType.INT32, n);
        values = device.allocate(ElementType.INT32, n);
        otherKeys = device.allocate(ElementType.INT32, n);
        otherValues = device.allocate(ElementType.INT32, n);
    }

    /** The keys. */
    Buffer keys() {
        return keys;
    }

    /** What belongs to them. */
    Buffer values() {
        return values;
    }

    /** Where the keys are after the next {@link #swap}. */
    Buffer otherKeys() {
        return otherKeys;
    }

    /** Where the values are after the next {@link #swap}. */
    Buffer otherValues() {
        return otherValues;
    }

    /** What was room becomes the pairs. */
    void swap() {
        Buffer k = keys;
        Buffer v = values;
        keys = otherKeys;
        values = otherValues;
        otherKeys = k;
        otherValues = v;
    }

    @Override
    public void close() {
        device.release(keys);
        device.release(values);
        device.release(otherKeys);
        device.release(otherValues);
    }
}
