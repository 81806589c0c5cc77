package dev.resplat.train.pixelsplat;

import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.Viridis;

/**
 * Where some pixels of a view look in another: both images side by side, pixels marked by crosses
 * on the left, and samples of their epipolar lines on the right, yellow where a pixel looks most.
 */
final class AttentionPicture {
    /** Pixels that are marked, along each side. */
    private static final int MARKED = 3;

    /** Image pixels become so many. */
    private static final int ENLARGED = 4;

    private final int width;
    private final int height;
    private final float[] colors;

    private AttentionPicture(int width, int height) {
        this.width = width;
        this.height = height;
        colors = new float[3 * 2 * width * height];
    }

    /**
     * Of the first view of a scene and the second.
     *
     * @param images {@code [B, V, H, W, 3]}
     * @param attended who looks where
     * @param scene its number
     */
    static Image of(Tensor images, EpipolarTransformer.Attended attended, int scene) {
        int views = images.shape().dim(1);
        int h = images.shape().dim(2);
        int w = images.shape().dim(3);
        AttentionPicture picture = new AttentionPicture(ENLARGED * w, ENLARGED * h);
        float[] all = images.toFloats();
        picture.enlarge(all, scene * views * h * w, w, 0);
        picture.enlarge(all, (scene * views + 1) * h * w, w, picture.width);
        EpipolarGeometry lines = attended.scenes().get(scene);
        float[] weights = attended.weights().toFloats();
        int samples = lines.samples();
        int keys = (views - 1) * samples;
        int pixels = lines.rows() * lines.columns();
        for (int i = 0; i < MARKED; i++) {
            for (int j = 0; j < MARKED; j++) {
                int row = lines.rows() * (2 * i + 1) / (2 * MARKED);
                int column = lines.columns() * (2 * j + 1) / (2 * MARKED);
                int query = row * lines.columns() + column;
                picture.cross((column + 0.5) / lines.columns(), (row + 0.5) / lines.rows());
                picture.samples(
                        lines.places(),
                        query * samples,
                        weights,
                        (scene * views * pixels + query) * keys,
                        samples);
            }
        }
        return new Image(2 * picture.width, picture.height, picture.colors);
    }

    private void enlarge(float[] from, int first, int imageWidth, int left) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = first + y / ENLARGED * imageWidth + x / ENLARGED;
                // Darker, so that what is drawn is seen.
                for (int c = 0; c < 3; c++) {
                    colors[3 * (y * 2 * width + left + x) + c] = 0.6f * from[3 * pixel + c];
                }
            }
        }
    }

    private void cross(double u, double v) {
        int x = (int) (u * width);
        int y = (int) (v * height);
        for (int d = -ENLARGED; d <= ENLARGED; d++) {
            put(x + d, y, 0, 1);
            put(x, y + d, 0, 1);
        }
    }

    private void samples(float[] places, int first, float[] weights, int firstWeight, int count) {
        float most = 0;
        for (int s = 0; s < count; s++) {
            most = Math.max(most, weights[firstWeight + s]);
        }
        for (int s = 0; s < count; s++) {
            int x = (int) ((places[2 * (first + s)] + 1) / 2 * width);
            int y = (int) ((places[2 * (first + s) + 1] + 1) / 2 * height);
            float share = most > 0 ? weights[firstWeight + s] / most : 0;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    put(x + dx, y + dy, width, share);
                }
            }
        }
    }

    private void put(int x, int y, int left, float place) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            Viridis.put(place, colors, 3 * (y * 2 * width + left + x));
        }
    }
}
