package dev.resplat.train.devices;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * A kernel family at work.
 *
 * @param family what it is called
 * @param what is done
 * @param unit what {@code work} counts, in thousands of millions: {@code GFLOP}, {@code GB}
 * @param checkedSize small enough for the reference device
 * @param timedSize large enough to keep a GPU busy
 * @param work of a run of some size, in units
 * @param inputs of a size, the same on every device
 * @param run what is checked and timed; the result is real
 */
record Probe(
        String family,
        String what,
        String unit,
        int checkedSize,
        int timedSize,
        IntToDoubleFunction work,
        BiFunction<Device, Integer, Tensor[]> inputs,
        Function<Tensor[], Tensor> run) {}
