package dev.resplat.train.data;

import dev.resplat.train.image.Image;

/**
 * A part of a picture, an ellipse with soft edges, that moves on its own: at frame 0 it is where it
 * was, so that nothing is seen of it.
 */
final class MovingPart {
    private static final float SPEED = 1.5f;
    private static final float SOFT = 3;

    private final float x;
    private final float y;
    private final float radiusX;
    private final float radiusY;
    private final float speedX;
    private final float speedY;

    MovingPart(int size, Draws draws) {
        x = draws.range(0.25f, 0.75f) * size;
        y = draws.range(0.25f, 0.75f) * size;
        radiusX = draws.range(0.08f, 0.25f) * size;
        radiusY = draws.range(0.08f, 0.25f) * size;
        speedX = draws.range(-SPEED, SPEED);
        speedY = draws.range(-SPEED, SPEED);
    }

    /** The picture with the part where it is at a frame. */
    Image moved(Image image, int frame) {
        int size = image.width();
        float[] result = image.colors().clone();
        int dx = Math.round(speedX * frame);
        int dy = Math.round(speedY * frame);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int fromX = column - dx;
                int fromY = row - dy;
                if (fromX < 0 || fromX >= size || fromY < 0 || fromY >= size) {
                    continue;
                }
                float u = (fromX - x) / radiusX;
                float v = (fromY - y) / radiusY;
                float inside = (1 - (float) Math.sqrt(u * u + v * v)) * Math.min(radiusX, radiusY);
                float weight = Math.min(Math.max(inside / SOFT, 0), 1);
                for (int c = 0; c < 3 && weight > 0; c++) {
                    int at = 3 * (row * size + column) + c;
                    result[at] += weight * (image.at(fromX, fromY, c) - result[at]);
                }
            }
        }
        return new Image(size, size, result);
    }
}
