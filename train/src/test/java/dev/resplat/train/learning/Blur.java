package dev.resplat.train.learning;

import dev.resplat.train.image.Image;

/** A Gaussian blur; pixels beyond the edge are those at the edge. */
final class Blur {
    private Blur() {}

    static Image of(Image picture, double sigma) {
        double[] weights = new double[2 * (int) Math.ceil(3 * sigma) + 1];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            double distance = (k - weights.length / 2) / sigma;
            weights[k] = Math.exp(-0.5 * distance * distance);
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return along(along(picture, weights, 1, 0), weights, 0, 1);
    }

    private static Image along(Image picture, double[] weights, int dx, int dy) {
        int w = picture.width();
        int h = picture.height();
        float[] colors = new float[3 * w * h];
        for (int i = 0; i < colors.length; i++) {
            int x = i / 3 % w;
            int y = i / 3 / w;
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                int step = k - weights.length / 2;
                int sx = Math.min(Math.max(x + step * dx, 0), w - 1);
                int sy = Math.min(Math.max(y + step * dy, 0), h - 1);
                sum += weights[k] * picture.at(sx, sy, i % 3);
            }
            colors[i] = (float) sum;
        }
        return new Image(w, h, colors);
    }
}
