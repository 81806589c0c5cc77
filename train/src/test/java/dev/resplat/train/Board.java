package dev.resplat.train;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.cpu.FloatArray;
import java.util.List;
import java.util.Optional;

/** The CPU under another name, which fails as it is told to. */
final class Board extends Device {
    private final boolean accelerator;
    RuntimeException failure;
    boolean forgets;
    Class<?> missing;
    List<Class<?>> families;

    Board(String name, boolean accelerator) {
        super(name);
        this.accelerator = accelerator;
    }

    @Override
    public String description() {
        return "a board for tests";
    }

    @Override
    public boolean isAccelerator() {
        return accelerator;
    }

    @Override
    protected Buffer newBuffer(ElementType type, int capacity) {
        return type == ElementType.INT32 ? new IntArray(capacity) : new FloatArray(capacity);
    }

    @Override
    protected <K> Optional<K> ownKernels(Class<K> family) {
        return family == missing || families != null && !families.contains(family)
                ? Optional.empty()
                : Optional.of(Devices.cpu().kernels(family));
    }

    @Override
    public void upload(double[] source, Buffer target, int n) {
        Devices.cpu().upload(source, target, n);
    }

    @Override
    public void upload(float[] source, Buffer target, int n) {
        Devices.cpu().upload(source, target, n);
    }

    @Override
    public void upload(int[] source, Buffer target, int n) {
        Devices.cpu().upload(source, target, n);
    }

    @Override
    public void download(Buffer source, double[] target, int n) {
        if (failure != null) {
            throw failure;
        }
        Devices.cpu().download(source, target, n);
        if (forgets) {
            target[0] = 0;
        }
    }

    @Override
    public void download(Buffer source, float[] target, int n) {
        Devices.cpu().download(source, target, n);
    }

    @Override
    public void download(Buffer source, int[] target, int n) {
        Devices.cpu().download(source, target, n);
    }
}
