package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.List;

/** Photographs to learn from, on the still background and small enough to have many in memory. */
final class SmallViews {
    private static final int LONGEST_SIDE = 480;
    private static final int MOST = 100;

    private SmallViews() {}

    /** Of all that {@link #of} delivers. */
    static long pixels(SceneData data) {
        int all = data.training().size();
        int count = Math.min(all, MOST);
        long pixels = 0;
        for (int i = 0; i < count; i++) {
            View view = data.training().get((int) ((long) i * all / count));
            Camera camera = view.camera(data.factor());
            int factor = factor(camera);
            pixels += (long) (camera.width() / factor) * (camera.height() / factor);
        }
        return pixels;
    }

    private static int factor(Camera camera) {
        int longest = Math.max(camera.width(), camera.height());
        return (longest + LONGEST_SIDE - 1) / LONGEST_SIDE;
    }

    /** All, or evenly many of them, with cameras in the frame in which splats are learned. */
    static List<ViewPixels> of(SceneData data) {
        int all = data.training().size();
        int count = Math.min(all, MOST);
        List<ViewPixels> views = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = (int) ((long) i * all / count);
            ViewPixels pixels = data.trainingLoader().load(index, data.factor());
            float[] alpha = pixels.alpha();
            Camera camera = data.camera(data.training().get(index));
            Photo photo = Photo.of(index, pixels, camera, 1, data.background().still());
            views.add(smaller(photo, alpha, factor(camera)));
        }
        return views;
    }

    /** Means of squares of pixels; what is left over at the right and below is cut off. */
    private static ViewPixels smaller(Photo photo, float[] alpha, int factor) {
        Camera camera = photo.camera();
        if (factor == 1) {
            return new ViewPixels(camera, photo.colors(), alpha, null, null);
        }
        int width = camera.width() / factor;
        int height = camera.height() / factor;
        Camera small = camera.cropped(0, 0, width * factor, height * factor).resized(width, height);
        float[] colors = means(photo.colors(), camera.width(), 3, small, factor);
        float[] alphas = alpha == null ? null : means(alpha, camera.width(), 1, small, factor);
        return new ViewPixels(small, colors, alphas, null, null);
    }

    private static float[] means(
            float[] values, int stride, int channels, Camera small, int factor) {
        float[] means = new float[small.width() * small.height() * channels];
        for (int y = 0; y < small.height() * factor; y++) {
            for (int x = 0; x < small.width() * factor; x++) {
                int to = (y / factor * small.width() + x / factor) * channels;
                int from = (y * stride + x) * channels;
                for (int c = 0; c < channels; c++) {
                    means[to + c] += values[from + c] / (factor * factor);
                }
            }
        }
        return means;
    }
}
