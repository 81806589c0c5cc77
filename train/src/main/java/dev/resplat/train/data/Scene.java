package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.List;

/** Leaves, how the camera moves before them, and what it does to the picture. */
final class Scene {
    /** The mean that exposure aims at, and the factors it may reach. */
    private static final double METERED = 0.43;

    private static final double SHORTEST = 0.6;
    private static final double LONGEST = 3;

    /** Where brightness begins to be compressed. */
    private static final float SHOULDER = 0.75f;

    private final int width;
    private final int height;

    /** From far to near. */
    final List<Leaf> leaves = new ArrayList<>();

    /** Pixels per frame, and the factor of a frame. */
    float panX;

    float panY;
    float zoom;

    private float gain = 1;

    float exposure = 1;
    float contrast = 1;

    /** How much darker corners are. */
    float vignette;

    /** The deviation of the noise of the sensor. */
    float noise;

    Scene(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** The picture of one frame; the first, number 0, sets the exposure of all. */
    Image frame(int frame, Draws draws) {
        Canvas canvas = new Canvas(width, height);
        for (int i = leaves.size() - 1; i >= 0; i--) {
            Leaf leaf = leaves.get(i);
            float scale = 1 + zoom * frame * leaf.nearness;
            float x =
                    frame * (panX * leaf.nearness + leaf.speedX)
                            + leaf.shiftX
                            + (1 - scale) * width / 2;
            float y =
                    frame * (panY * leaf.nearness + leaf.speedY)
                            + leaf.shiftY
                            + (1 - scale) * height / 2;
            canvas.add(leaf, x, y, scale);
        }
        if (frame == 0) {
            gain = metered(canvas.colors);
        }
        return develop(canvas.colors, draws);
    }

    /** As cameras do: dark scenes are exposed longer, though not until they look like others. */
    private float metered(float[] colors) {
        double sum = 0;
        for (float color : colors) {
            sum += color;
        }
        double mean = sum / colors.length + 0.01;
        return (float) Math.min(LONGEST, Math.max(SHORTEST, StrictMath.pow(METERED / mean, 0.7)));
    }

    private Image develop(float[] colors, Draws draws) {
        float scale = 2f / Math.max(width, height);
        for (int y = 0; y < height; y++) {
            float v = (y + 0.5f) * scale - 1;
            for (int x = 0; x < width; x++) {
                float u = (x + 0.5f) * scale - 1;
                float light = gain * exposure * (1 - vignette * (u * u + v * v));
                int pixel = 3 * (y * width + x);
                for (int c = 0; c < 3; c++) {
                    float value = 0.5f + contrast * (light * colors[pixel + c] - 0.5f);
                    colors[pixel + c] = shouldered(value);
                }
            }
        }
        addNoise(colors, draws);
        for (int i = 0; i < colors.length; i++) {
            colors[i] = Material.clamp(colors[i]);
        }
        return new Image(width, height, colors);
    }

    /** What is very bright comes near white, but is rarely cut off. */
    private static float shouldered(float value) {
        float over = (value - SHOULDER) / (1 - SHOULDER);
        return over <= 0 ? value : SHOULDER + (1 - SHOULDER) * over / (1 + over);
    }

    /** The sum of the four bytes of a word is nearly normal: mean 510, deviation 147.8. */
    private void addNoise(float[] colors, Draws draws) {
        float scale = noise / 147.8f;
        for (int i = 0; i < colors.length && noise > 0; i++) {
            int word = draws.word();
            int sum = (word & 255) + (word >> 8 & 255) + (word >> 16 & 255) + (word >>> 24);
            colors[i] += scale * (sum - 510);
        }
    }
}
