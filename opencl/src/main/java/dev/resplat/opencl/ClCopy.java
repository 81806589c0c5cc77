package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IndexKernels.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Copies between strided views, 8 bytes per element. Axes that can be counted through as one are
 * merged, and those that the target has in another order are counted in its order; what is then one
 * piece of memory in both is left to the driver.
 */
final class ClCopy {
    private static final int GROUP = 256;
    private static final int TILE = 32;

    /** Of a square, so many rows and columns at least must be used. */
    private static final int MIN_TILE = 8;

    private static final Map<String, String> CONSTANTS =
            Map.of("GROUP", "" + GROUP, "TILE", "" + TILE);

    private final ClDevice device;

    ClCopy(ClDevice device) {
        this.device = device;
    }

    /** An axis: its extent, and its strides in both views. */
    private record Axis(int extent, int x, int y) {
        /** Whether a step here is as many steps of an axis inside as that has. */
        boolean continues(Axis inside) {
            return x == inside.x * inside.extent && y == inside.y * inside.extent;
        }
    }

    /** As {@link dev.resplat.tensor.IndexKernels#copy}. */
    void run(Buffer x, View xView, Buffer y, View yView, int[] dims) {
        int n = 1;
        for (int dim : dims) {
            n *= dim;
        }
        if (n == 0) {
            return;
        }
        List<Axis> axes = merged(xView.strides(), yView.strides(), dims);
        if (x != y && axes.stream().allMatch(a -> a.x == 1 && a.y == 1)) {
            device.copy(x, xView.offset(), y, yView.offset(), n);
            return;
        }
        int row = rowAxis(axes);
        if (row < 0) {
            views(kernel("copyElements"), x, xView, y, yView, axes).ints(n).run(n);
            return;
        }
        Axis columns = axes.remove(axes.size() - 1);
        Axis rows = axes.remove(row);
        long groups = (n / columns.extent / rows.extent) * tiles(rows) * tiles(columns);
        views(kernel("copyTiles"), x, xView, y, yView, axes)
                .ints(rows.extent, columns.extent, rows.x, rows.y, columns.x, columns.y)
                .run(new long[] {groups * GROUP}, new long[] {GROUP});
    }

    private ClKernel kernel(String name) {
        return device.program("copy.cl", CONSTANTS).kernel(name);
    }

    private static long tiles(Axis axis) {
        return (axis.extent - 1) / TILE + 1;
    }

    private static ClKernel views(
            ClKernel kernel, Buffer x, View xView, Buffer y, View yView, List<Axis> axes) {
        return kernel.buffers(x, y)
                .axes(axes.stream().mapToInt(Axis::extent).toArray(), 1)
                .axes(axes.stream().mapToInt(Axis::x).toArray(), 0)
                .axes(axes.stream().mapToInt(Axis::y).toArray(), 0)
                .ints(xView.offset(), yView.offset());
    }

    /** Axes with more than one step, the smallest steps of the target last. */
    private static List<Axis> merged(int[] xStrides, int[] yStrides, int[] dims) {
        List<Axis> axes = new ArrayList<>();
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] > 1) {
                axes.add(new Axis(dims[axis], xStrides[axis], yStrides[axis]));
            }
        }
        axes.sort(Comparator.comparing((Axis a) -> -Math.abs(a.y)));
        for (int i = axes.size() - 2; i >= 0; i--) {
            Axis outside = axes.get(i);
            Axis inside = axes.get(i + 1);
            if (outside.continues(inside)) {
                axes.set(i, new Axis(outside.extent * inside.extent, inside.x, inside.y));
                axes.remove(i + 1);
            }
        }
        return axes;
    }

    /** The axis along which the source moves least, if that is not the last and long enough. */
    private static int rowAxis(List<Axis> axes) {
        int last = axes.size() - 1;
        int best = last;
        for (int i = 0; i < last; i++) {
            int stride = Math.abs(axes.get(i).x);
            if (stride != 0 && stride < Math.abs(axes.get(best).x)) {
                best = i;
            }
        }
        return best != last
                        && axes.get(best).extent >= MIN_TILE
                        && axes.get(last).extent >= MIN_TILE
                ? best
                : -1;
    }
}
