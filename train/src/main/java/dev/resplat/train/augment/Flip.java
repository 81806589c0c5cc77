package dev.resplat.train.augment;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.ViewPixels;

/**
 * Mirrors the world: {@code X' = M X} with {@code M = diag(-1, 1, 1)}. A camera {@code (R, t)} then
 * is {@code (M R M, M t)}, which is a rotation again, its picture is mirrored from left to right,
 * and {@code cx' = width - cx}. As all views are of the mirrored world, they still agree about it.
 *
 * @param probability how many examples are mirrored
 */
public record Flip(double probability) implements Augmentation {
    public Flip {
        Require.between(0, 1, "probability", probability);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        for (int i = 0; i < shots.count(); i++) {
            ViewPixels view = shots.view(i);
            Camera camera = view.camera();
            mirror(view.colors(), camera.width(), 3);
            for (float[] map : new float[][] {view.alpha(), view.mask(), view.depth()}) {
                if (map != null) {
                    mirror(map, camera.width(), 1);
                }
            }
            shots.replace(
                    i,
                    new ViewPixels(
                            mirrored(camera),
                            view.colors(),
                            view.alpha(),
                            view.mask(),
                            view.depth()));
        }
    }

    /** The camera of the mirrored picture in the mirrored world. */
    static Camera mirrored(Camera camera) {
        double[] m = camera.worldToCamera().clone();
        for (int i : new int[] {1, 2, 3, 4, 8}) {
            // Without this, zeros would be negative.
            m[i] = 0 - m[i];
        }
        return new Camera(
                camera.width(),
                camera.height(),
                camera.fx(),
                camera.fy(),
                camera.width() - camera.cx(),
                camera.cy(),
                m);
    }

    private static void mirror(float[] map, int width, int channels) {
        int row = width * channels;
        for (int start = 0; start < map.length; start += row) {
            for (int x = 0; x < width / 2; x++) {
                int left = start + x * channels;
                int right = start + (width - 1 - x) * channels;
                for (int c = 0; c < channels; c++) {
                    float swapped = map[left + c];
                    map[left + c] = map[right + c];
                    map[right + c] = swapped;
                }
            }
        }
    }
}
