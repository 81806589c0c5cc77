package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.scene.ViewPixels;
import java.util.Arrays;
import java.util.List;

/**
 * Examples as arrays on the host, ready to be copied to a device: B examples of C context views and
 * T targets of H by W pixels; {@code V = C + T} counts context views first. Arrays are not copied.
 *
 * @param examples what is in it: names, labels, indices
 * @param context colours {@code [B, C, H, W, 3]}
 * @param targets colours {@code [B, T, H, W, 3]}
 * @param worldToCamera {@code [B, V, 4, 4]}
 * @param intrinsics {@code [B, V, 3, 3]}, in pixels
 * @param near {@code [B]}
 * @param far {@code [B]}
 * @param depth {@code [B, V, H, W]}, 0 where unknown; null unless all views have it
 * @param mask {@code [B, V, H, W]}: 0 where a pixel is to be ignored, else 1; null if none is
 * @param shape {@code [B, C, T, H, W]}
 */
public record Batch(
        List<Example> examples,
        float[] context,
        float[] targets,
        float[] worldToCamera,
        float[] intrinsics,
        float[] near,
        float[] far,
        float[] depth,
        float[] mask,
        int[] shape) {
    /**
     * Puts examples together.
     *
     * @param examples one or more, with as many views of the same size
     * @throws IllegalArgumentException if they differ in that
     */
    public static Batch of(List<Example> examples) {
        Example first = examples.get(0);
        Camera camera = first.context().get(0).camera();
        int context = first.context().size();
        int targets = first.targets().size();
        int count = examples.size();
        int views = count * (context + targets);
        int pixels = camera.width() * camera.height();
        Batch batch =
                new Batch(
                        List.copyOf(examples),
                        new float[3 * pixels * count * context],
                        new float[3 * pixels * count * targets],
                        new float[16 * views],
                        new float[9 * views],
                        new float[count],
                        new float[count],
                        all(examples) ? new float[pixels * views] : null,
                        any(examples) ? new float[pixels * views] : null,
                        new int[] {count, context, targets, camera.height(), camera.width()});
        for (int b = 0; b < count; b++) {
            batch.put(b, examples.get(b));
        }
        return batch;
    }

    private static boolean all(List<Example> examples) {
        return examples.stream()
                .flatMap(e -> e.views().stream())
                .allMatch(view -> view.depth() != null);
    }

    private static boolean any(List<Example> examples) {
        return examples.stream()
                .flatMap(e -> e.views().stream())
                .anyMatch(view -> view.mask() != null);
    }

    private void put(int b, Example example) {
        if (example.context().size() != shape[1] || example.targets().size() != shape[2]) {
            throw new IllegalArgumentException(
                    "%s has %d context views and %d targets, others have %d and %d"
                            .formatted(
                                    example.scene(),
                                    example.context().size(),
                                    example.targets().size(),
                                    shape[1],
                                    shape[2]));
        }
        near[b] = (float) example.near();
        far[b] = (float) example.far();
        List<ViewPixels> views = example.views();
        for (int v = 0; v < views.size(); v++) {
            ViewPixels view = views.get(v);
            boolean given = v < shape[1];
            int at = given ? b * shape[1] + v : b * shape[2] + v - shape[1];
            copy(view.colors(), given ? context : targets, at, example, 3);
            int index = b * views.size() + v;
            put(index, view.camera());
            if (depth != null) {
                copy(view.depth(), depth, index, example, 1);
            }
            if (mask != null && view.mask() != null) {
                copy(view.mask(), mask, index, example, 1);
            } else if (mask != null) {
                int pixels = shape[3] * shape[4];
                Arrays.fill(mask, index * pixels, (index + 1) * pixels, 1);
            }
        }
    }

    private void copy(float[] from, float[] to, int index, Example example, int channels) {
        int size = channels * shape[3] * shape[4];
        if (from.length != size) {
            throw new IllegalArgumentException(
                    "a view of %s has %d numbers, those of others %d"
                            .formatted(example.scene(), from.length, size));
        }
        System.arraycopy(from, 0, to, index * size, size);
    }

    private void put(int index, Camera camera) {
        for (int i = 0; i < 16; i++) {
            worldToCamera[16 * index + i] = (float) camera.worldToCamera()[i];
        }
        intrinsics[9 * index] = (float) camera.fx();
        intrinsics[9 * index + 2] = (float) camera.cx();
        intrinsics[9 * index + 4] = (float) camera.fy();
        intrinsics[9 * index + 5] = (float) camera.cy();
        intrinsics[9 * index + 8] = 1;
    }

    /** How many examples there are. */
    public int size() {
        return shape[0];
    }

    /** The {@link #context} on a device, in the scope that is open. */
    public Tensor context(Device device) {
        return Tensor.of(device, Shape.of(shape[0], shape[1], shape[3], shape[4], 3), context);
    }

    /** {@code [B, C, H, W]}: the depths of the context views, 0 where unknown. */
    public float[] contextDepth() {
        int pixels = shape[3] * shape[4];
        int own = shape[1] * pixels;
        float[] context = new float[shape[0] * own];
        for (int b = 0; b < shape[0]; b++) {
            System.arraycopy(depth, b * (shape[1] + shape[2]) * pixels, context, b * own, own);
        }
        return context;
    }

    /** The {@link #targets} on a device, in the scope that is open. */
    public Tensor targets(Device device) {
        return Tensor.of(device, Shape.of(shape[0], shape[2], shape[3], shape[4], 3), targets);
    }
}
