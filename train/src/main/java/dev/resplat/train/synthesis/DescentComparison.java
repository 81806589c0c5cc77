package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long {@linkplain SplatDescent descent} takes to come as far as a model does in its steps of
 * refinement, from the same first splats: until the mean PSNR of the targets is that of the model.
 * It does so with the learning rates of 3DGS, and with larger ones; of these it may choose the best
 * for each scene afterwards. Looks at targets are not counted. Its images are not rounded to 256
 * levels, which is to its advantage.
 */
final class DescentComparison {
    /** After so many steps it is given up. */
    static final int MOST_STEPS = 400;

    /** Times those of 3DGS. */
    static final List<Integer> RATES = List.of(1, 4, 16);

    private static final int EVERY = 5;

    private DescentComparison() {}

    /**
     * What descent took.
     *
     * @param steps until it came as far
     * @param seconds that they took
     */
    record Reached(int steps, double seconds) {}

    /**
     * Descent with one learning rate.
     *
     * @param reached empty if it did not come as far
     * @param best the highest PSNR on the way, in decibels
     */
    record Course(Optional<Reached> reached, double best) {}

    /**
     * A scene.
     *
     * @param courses with each of {@link #RATES}
     * @param refinement seconds that the model took for its steps
     */
    record Result(List<Course> courses, double refinement) {
        /** With the rate that comes as far first. */
        Optional<Reached> reached() {
            return courses.stream()
                    .flatMap(course -> course.reached().stream())
                    .min(Comparator.comparingInt(Reached::steps));
        }

        /** As {@code metrics.json} has it; steps and seconds are null if it did not come as far. */
        Map<String, Object> listed() {
            Map<String, Object> entry = new LinkedHashMap<>();
            put(entry, reached(), courses.stream().mapToDouble(Course::best).max().orElseThrow());
            entry.put("refinementSeconds", refinement);
            List<Map<String, Object>> rates = new ArrayList<>();
            for (int i = 0; i < courses.size(); i++) {
                Map<String, Object> course = new LinkedHashMap<>();
                course.put("rate", RATES.get(i));
                put(course, courses.get(i).reached(), courses.get(i).best());
                rates.add(course);
            }
            entry.put("rates", rates);
            return entry;
        }

        private static void put(Map<String, Object> entry, Optional<Reached> reached, double best) {
            entry.put("steps", reached.map(Reached::steps).orElse(null));
            entry.put("seconds", reached.map(Reached::seconds).orElse(null));
            entry.put("best", best);
        }
    }

    /**
     * @param first the splats that both begin with
     * @param goal the mean PSNR of the targets, in decibels
     * @param refinement seconds that the model took
     */
    static Result of(
            Gaussians first,
            Rasterizer.Options options,
            ContextViews context,
            Example example,
            double goal,
            double refinement) {
        List<Course> courses = new ArrayList<>();
        for (int rate : RATES) {
            try (Scope scope = Scope.open()) {
                SplatDescent descent =
                        new SplatDescent(
                                first,
                                options,
                                context.cameras().get(0),
                                context.flat(),
                                extent(context),
                                rate);
                courses.add(course(descent, options, context, example, goal));
            }
        }
        return new Result(courses, refinement);
    }

    private static Course course(
            SplatDescent descent,
            Rasterizer.Options options,
            ContextViews context,
            Example example,
            double goal) {
        double best = Double.NEGATIVE_INFINITY;
        double seconds = 0;
        for (int step = 1; step <= MOST_STEPS; step++) {
            long start = System.nanoTime();
            descent.step();
            context.images().device().await();
            seconds += (System.nanoTime() - start) / 1e9;
            if (step % EVERY == 0) {
                double psnr = psnr(descent.splats(), options, example);
                best = Math.max(best, psnr);
                if (psnr >= goal) {
                    return new Course(Optional.of(new Reached(step, seconds)), best);
                }
            }
        }
        return new Course(Optional.empty(), best);
    }

    /** How far cameras are from their middle, at most: what 3DGS moves centres in terms of. */
    private static double extent(ContextViews context) {
        List<Camera> cameras = context.cameras().get(0);
        double[] middle = WorldSplats.middle(cameras);
        double most = 0;
        for (Camera camera : cameras) {
            double[] center = camera.center();
            most =
                    Math.max(
                            most,
                            Math.hypot(
                                    Math.hypot(center[0] - middle[0], center[1] - middle[1]),
                                    center[2] - middle[2]));
        }
        return 1.1 * most;
    }

    private static double psnr(Gaussians splats, Rasterizer.Options options, Example example) {
        double sum = 0;
        for (ViewPixels target : example.targets()) {
            try (Scope scope = Scope.open()) {
                Camera camera = target.camera();
                float[] colors =
                        Rasterizer.render(splats, camera, options).image().value().toFloats();
                Image render = new Image(camera.width(), camera.height(), colors);
                sum += Psnr.of(render, target.image());
            }
        }
        return sum / example.targets().size();
    }
}
