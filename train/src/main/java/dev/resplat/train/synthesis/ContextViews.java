package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is given: V views of each of B scenes.
 *
 * @param images {@code [B, V, H, W, 3]}, 0 to 1
 * @param cameras those of each scene, B lists of V
 * @param near the least depth in each scene, in units of its cameras; not copied
 * @param far the largest; not copied
 */
public record ContextViews(Tensor images, List<List<Camera>> cameras, double[] near, double[] far) {
    /** Checks that there are as many of everything. */
    public ContextViews {
        Shape s = images.shape();
        if (s.rank() != 5 || s.dim(4) != 3) {
            throw new IllegalArgumentException("images must be [B, V, H, W, 3], are " + s);
        }
        if (cameras.size() != s.dim(0)
                || near.length != s.dim(0)
                || far.length != s.dim(0)
                || cameras.stream().anyMatch(list -> list.size() != s.dim(1))) {
            throw new IllegalArgumentException(
                    "images of %d scenes of %d views need as many cameras, near and far"
                            .formatted(s.dim(0), s.dim(1)));
        }
        cameras = cameras.stream().map(List::copyOf).toList();
    }

    /** The context views of a batch, on a device, in the scope that is open. */
    public static ContextViews of(Batch batch, Device device) {
        List<List<Camera>> cameras = new ArrayList<>();
        double[] near = new double[batch.size()];
        double[] far = new double[batch.size()];
        for (int b = 0; b < batch.size(); b++) {
            Example example = batch.examples().get(b);
            cameras.add(example.context().stream().map(view -> view.camera()).toList());
            near[b] = example.near();
            far[b] = example.far();
        }
        return new ContextViews(batch.context(device), cameras, near, far);
    }

    /**
     * How long the ray through the middle of a pixel is where its depth along z is 1.
     *
     * @param pixel its number in {@code [B, V, H, W]}
     */
    public double rayLength(int pixel) {
        int x = pixel % width();
        int y = pixel / width() % height();
        int view = pixel / width() / height();
        Camera camera = cameras.get(view / views()).get(view % views());
        double rayX = (x + 0.5 - camera.cx()) / camera.fx();
        double rayY = (y + 0.5 - camera.cy()) / camera.fy();
        return Math.sqrt(1 + rayX * rayX + rayY * rayY);
    }

    /** How many scenes there are, B. */
    public int scenes() {
        return images.shape().dim(0);
    }

    /** How many views each has, V. */
    public int views() {
        return images.shape().dim(1);
    }

    /** Of a view in pixels. */
    public int height() {
        return images.shape().dim(2);
    }

    /** Of a view in pixels. */
    public int width() {
        return images.shape().dim(3);
    }

    /** All views in a row: {@code [B V, H, W, 3]}. */
    public Tensor flat() {
        Shape s = images.shape();
        return images.reshape(s.dim(0) * s.dim(1), s.dim(2), s.dim(3), 3);
    }
}
