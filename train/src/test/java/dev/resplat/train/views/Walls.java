package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scenes of a painted wall each, whose pixels are a formula of the place that they show: cameras on
 * a line in front of it, or around it.
 */
final class Walls implements ViewSource {
    /** How far the wall is from the line of cameras. */
    static final double DISTANCE = 4;

    /** From a camera to the next. */
    static final double STEP = 0.1;

    final int views;
    final boolean path;
    double step = STEP;
    double focal = 0.8;
    long count = Long.MAX_VALUE;

    /** Views that cannot be read, in scenes whose number is odd. */
    Set<Integer> damaged = Set.of();

    /** Whether pixels have alpha and mask. */
    boolean cutOut;

    /** Calls of {@link ViewSet#view} take so long. */
    int millis;

    Walls(int views, boolean path) {
        this.views = views;
        this.path = path;
    }

    @Override
    public ViewSet training(long number, int width, int height) {
        return new Wall(number % count, width, height);
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public String name() {
        return "walls";
    }

    /** What is painted at a place: from 0.1 to 0.9. */
    static float paint(double x, double y, long scene, int channel) {
        double value = Math.sin(3 * x + channel + scene) * Math.cos(2 * y - channel);
        return (float) (0.5 + 0.4 * value);
    }

    private final class Wall implements ViewSet {
        private final long scene;
        private final List<Camera> cameras = new ArrayList<>();

        Wall(long scene, int width, int height) {
            this.scene = scene;
            double f = focal * width;
            for (int i = 0; i < views; i++) {
                double angle = path ? 0 : 2 * Math.PI * i / views;
                double c = Math.cos(angle);
                double s = Math.sin(angle);
                double[] pose = {c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, 0, 1};
                pose[3] = path ? -i * step : 0;
                pose[11] = path ? 0 : DISTANCE;
                cameras.add(new Camera(width, height, f, f, 0.5 * width, 0.5 * height, pose));
            }
        }

        @Override
        public String name() {
            return "wall" + scene;
        }

        @Override
        public List<Camera> cameras() {
            return cameras;
        }

        @Override
        public boolean isPath() {
            return path;
        }

        @Override
        public Map<String, String> labels() {
            return Map.of("kind", scene % 4 == 0 ? "round" : "flat");
        }

        @Override
        public ViewPixels view(int index) {
            if (scene % 2 == 1 && damaged.contains(index)) {
                throw new DamagedViewException(name() + "/" + index + ".jpg is cut short", null);
            }
            if (millis > 0) {
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            Camera camera = cameras.get(index);
            int pixels = camera.width() * camera.height();
            float[] colors = new float[3 * pixels];
            float[] depth = new float[pixels];
            float[] alpha = new float[pixels];
            float[] mask = new float[pixels];
            for (int i = 0; i < pixels; i++) {
                double u = i % camera.width() + 0.5;
                double v = i / camera.width() + 0.5;
                double[] place = camera.point(u, v, DISTANCE);
                for (int c = 0; c < 3; c++) {
                    colors[3 * i + c] = paint(place[0], place[1], scene, c);
                }
                depth[i] = (float) DISTANCE;
                alpha[i] = i % 4 / 4f;
                mask[i] = i % 3 == 0 ? 0 : 1;
            }
            return new ViewPixels(
                    camera, colors, cutOut ? alpha : null, cutOut ? mask : null, depth);
        }
    }
}
