package dev.resplat.train.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import org.junit.jupiter.api.Test;

final class GrowthTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;

    private final Device device = Devices.cpu();

    private static Splats2d splats(BlendMode mode, float[] means, float[] reds) {
        int n = reds.length;
        float[] colors = new float[3 * n];
        float[] weights = new float[n];
        for (int s = 0; s < n; s++) {
            colors[3 * s] = reds[s];
            weights[s] = 1;
        }
        return new Splats2d(
                WIDTH, HEIGHT, mode, means, new float[2 * n], new float[n], weights, colors);
    }

    private Splats2d grow(BlendMode mode, float[] residual, Splats2d old, int moved, int total) {
        Image target = new Image(WIDTH, HEIGHT, residual);
        try (Scope scope = Scope.open()) {
            Tensor tensor = Tensor.of(device, Shape.of(HEIGHT, WIDTH, 3), residual);
            return new Growth(target, tensor).grow(device, old, moved, total, new RandomStream(3));
        }
    }

    /** Two round spots, and an error that changes its sign from pixel to pixel. */
    private static float[] spots() {
        float[] residual = new float[3 * WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            float large = (float) Math.exp(-(Math.pow(x - 10, 2) + Math.pow(y - 20, 2)) / 8);
            float small = (float) Math.exp(-(Math.pow(x - 30, 2) + Math.pow(y - 8, 2)) / 2);
            residual[3 * i] = 0.8f * large;
            residual[3 * i + 1] = 0.4f * large - 0.9f * small;
            residual[3 * i + 2] = y < 3 ? 0.5f * ((x + y) % 2 == 0 ? 1 : -1) : 0;
        }
        return residual;
    }

    @Test
    void splatsAreAddedWhereTheyHelpWithTheColourThatIsMissing() {
        Splats2d old = splats(BlendMode.ADDITIVE, new float[] {5, 6}, new float[] {0.3f});
        Splats2d grown = grow(BlendMode.ADDITIVE, spots(), old, 0, 3);
        assertEquals(3, grown.count());
        assertEquals(10.5, grown.means()[0], 0.2);
        assertEquals(20.5, grown.means()[1], 0.2);
        assertEquals(0.5, grown.colors()[1] / grown.colors()[0], 1e-3);
        assertTrue(grown.colors()[0] > 0.3 && grown.colors()[0] < 0.8);
        assertEquals(30.5, grown.means()[2], 0.2);
        assertEquals(8.5, grown.means()[3], 0.2);
        assertTrue(grown.colors()[4] < -0.3, "darker: " + grown.colors()[4]);
        assertTrue(grown.logScales()[2] < grown.logScales()[0], "the small spot is smaller");
        assertEquals(5, grown.means()[4], "the old one stays");
        assertEquals(0.3f, grown.colors()[6]);
    }

    @Test
    void thoseThatHardlyCountAreMoved() {
        float[] means = {1, 1, 2, 2, 3, 3};
        Splats2d old = splats(BlendMode.ADDITIVE, means, new float[] {0.5f, -0.01f, -0.6f});
        Splats2d grown = grow(BlendMode.ADDITIVE, spots(), old, 1, 3);
        assertEquals(10.5, grown.means()[0], 0.2);
        assertEquals(1, grown.means()[2]);
        assertEquals(3, grown.means()[4]);
    }

    @Test
    void whereSplatsDoNotAddUpNewOnesHaveTheColourOfThePicture() {
        Splats2d old = splats(BlendMode.ALPHA, new float[] {5, 6}, new float[] {0.3f});
        Splats2d grown = grow(BlendMode.ALPHA, spots(), old, 0, 2);
        assertEquals(0.8f, grown.colors()[0], 1e-6);
        assertEquals(0.4f, grown.colors()[1], 1e-6);
        assertEquals(0.5f, grown.weights()[0]);
        assertEquals(5, grown.means()[2], "new ones are in front");
    }
}
