package dev.resplat.train.trunk;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.ViewSet;
import dev.resplat.train.views.ViewSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scenes of two striped walls, one behind the other, with a floor in front of both.
 *
 * @param kind of another number they look different
 */
record Steps(int kind) implements ViewSource {
    private static final int VIEWS = 5;
    private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    @Override
    public ViewSet training(long number, int width, int height) {
        return new Scene(number, width, height);
    }

    @Override
    public long count() {
        return Long.MAX_VALUE;
    }

    @Override
    public String name() {
        return "steps of kind " + kind;
    }

    private final class Scene implements ViewSet {
        private final long number;
        private final Camera camera;

        Scene(long number, int width, int height) {
            this.number = number;
            camera = new Camera(width, height, width, width, width / 2.0, height / 2.0, IDENTITY);
        }

        @Override
        public String name() {
            return "steps-" + number;
        }

        @Override
        public List<Camera> cameras() {
            List<Camera> cameras = new ArrayList<>();
            for (int i = 0; i < VIEWS; i++) {
                cameras.add(camera);
            }
            return cameras;
        }

        @Override
        public boolean isPath() {
            return true;
        }

        @Override
        public ViewPixels view(int index) {
            int width = camera.width();
            int count = width * camera.height();
            float[] colors = new float[3 * count];
            float[] depth = new float[count];
            int edge = 2 + (int) ((number * 5 + index * 3L) % (width - 4));
            for (int i = 0; i < count; i++) {
                int x = i % width;
                int y = i / width;
                double floor = 1.5 * camera.fy() / (y + 0.5 - camera.cy());
                boolean isFloor = floor > 0 && floor < 4;
                depth[i] = isFloor ? (float) floor : x < edge ? 4 : 6;
                int stripe = (x + (isFloor ? 2 * y : y / 3) + index) / 3 % 2;
                colors[3 * i] = 0.2f + 0.5f * stripe;
                colors[3 * i + 1] = x < edge ? 0.8f : 0.3f;
                colors[3 * i + 2] = isFloor ? 0.9f : 0.1f * ((number + kind) % 7);
            }
            return new ViewPixels(camera, colors, null, null, depth);
        }

        @Override
        public Map<String, String> labels() {
            return Map.of();
        }
    }
}
