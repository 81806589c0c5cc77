package dev.resplat.train.trunk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Mode;
import dev.resplat.nn.vision.ResNet;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.data.Draws;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.Viridis;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.resplat.RenderFeatures;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** Views that a training does not see, made worse in known ways. */
final class HeldOutWindows {
    /** Images that go through the network at once. */
    private static final int TOGETHER = 16;

    /** Steps of norms that see the views, of a network that has learned nothing. */
    private static final int WARM_UP = 48;

    /** Windows that the report shows. */
    private static final int SHOWN = 6;

    private final List<Lesson> lessons = new ArrayList<>();
    private final StrengthOrder order;
    private final Device device;

    /**
     * @param views each is a window
     */
    HeldOutWindows(List<ViewPixels> views, DegradationConfig config, Device device) {
        this.device = device;
        List<Degradation> kinds = Degradation.LEARNED;
        for (int i = 0; i < views.size(); i++) {
            ViewPixels view = views.get(i);
            Image clean = view.image();
            Draws draws = new Draws(0, Draws.Purpose.DEGRADATIONS, i);
            double strength = 0.3 + 0.7 * draws.uniform();
            Image worse = kinds.get(i % kinds.size()).of(clean, strength, config, draws);
            lessons.add(new Lesson(clean, worse, SurfaceShape.of(view)));
        }
        order = new StrengthOrder(lessons.stream().map(Lesson::clean).toList(), config);
    }

    /** A number that differs between sources of different views, but for bad luck. */
    long fingerprint() {
        CRC32 sum = new CRC32();
        sum.update("%d windows".formatted(lessons.size()).getBytes(UTF_8));
        sum.update(lessons.get(0).clean().png());
        return sum.getValue();
    }

    /**
     * What a model makes of them: {@code depth}, {@code normals} and {@code edges} are the parts of
     * the squares of what is known that it explains, 1 for all and 0 for none, and {@code
     * explained} is their mean.
     */
    Numbers look(TrunkModel model) {
        double[] errors = new double[SurfaceShape.CHANNELS];
        double[] squares = new double[SurfaceShape.CHANNELS];
        for (int from = 0; from < lessons.size(); from += TOGETHER) {
            List<Lesson> some = lessons.subList(from, Math.min(from + TOGETHER, lessons.size()));
            try (Scope scope = Scope.open()) {
                float[] found = model.forward(images(some), Mode.EVALUATION).value().toFloats();
                int at = 0;
                for (Lesson lesson : some) {
                    add(found, at, lesson.shape(), errors, squares);
                    at += found.length / some.size();
                }
            }
        }
        double depth = explained(errors, squares, 0, 1);
        double normals = explained(errors, squares, 1, 4);
        double edges = explained(errors, squares, 4, 5);
        return Numbers.of("explained", (depth + normals + edges) / 3)
                .and("depth", depth)
                .and("normals", normals)
                .and("edges", edges);
    }

    /** Nothing is explained of what is not known. */
    private static double explained(double[] errors, double[] squares, int from, int to) {
        double error = 0;
        double all = 0;
        for (int i = from; i < to; i++) {
            error += errors[i];
            all += squares[i];
        }
        return all > 0 ? 1 - error / all : 0;
    }

    private static double square(double x) {
        return x * x;
    }

    private static void add(
            float[] found, int at, SurfaceShape shape, double[] errors, double[] squares) {
        for (int i = 0; i < shape.values().length; i++) {
            int channel = i % SurfaceShape.CHANNELS;
            double known = shape.known()[i];
            errors[channel] += known * square(found[at + i] - shape.values()[i]);
            squares[channel] += known * square(shape.values()[i]);
        }
    }

    private Var images(List<Lesson> some) {
        Tensor worse = StrengthOrder.tensor(some.stream().map(Lesson::worse).toList(), device);
        return Var.constant(RenderFeatures.normalized(worse));
    }

    /** How well distances of features tell the strength of degradations. */
    Map<String, Double> order(ResNet trunk) {
        try (Scope scope = Scope.open()) {
            return order.of(StrengthOrder.features(new RenderFeatures(trunk), device));
        }
    }

    /** Has norms see the views; nothing else is changed. */
    private void warmUp(ResNet trunk) {
        for (int i = 0; i < WARM_UP; i++) {
            int from = i * TOGETHER % lessons.size();
            try (Scope scope = Scope.open()) {
                List<Lesson> some =
                        lessons.subList(from, Math.min(from + TOGETHER, lessons.size()));
                trunk.features(images(some), Mode.TRAINING);
            }
        }
    }

    /** Adds to a report how good features are, beside colours and a network as it begins. */
    void show(ResNet trunk, ResNet untrained, Results results) {
        warmUp(untrained);
        Map<String, Map<String, Double>> all = new LinkedHashMap<>();
        all.put("features", order(trunk));
        all.put("untrained", order(untrained));
        all.put("colors", order.of(StrengthOrder::colors));
        all.forEach(
                (name, numbers) -> {
                    results.metric("order_" + name, numbers);
                    results.fact("order of strengths by " + name, text(numbers));
                });
        for (int i = 0; i < Math.min(SHOWN, lessons.size()); i++) {
            show(trunk, i, results);
        }
    }

    private static String text(Map<String, Double> numbers) {
        StringBuilder text = new StringBuilder();
        numbers.forEach(
                (name, value) ->
                        text.append(text.isEmpty() ? "" : ", ")
                                .append(String.format(Locale.ROOT, "%s %.3f", name, value)));
        return text.toString();
    }

    private void show(ResNet trunk, int index, Results results) {
        Lesson lesson = lessons.get(index);
        int size = lesson.clean().width();
        float[] map = new float[size * size];
        try (Scope scope = Scope.open()) {
            RenderFeatures features = new RenderFeatures(trunk);
            Tensor pair = StrengthOrder.tensor(List.of(lesson.clean(), lesson.worse()), device);
            float[] both = features.of(pair, size, size).toFloats();
            int channels = features.channels();
            float most = 0;
            for (int i = 0; i < map.length; i++) {
                for (int c = 0; c < channels; c++) {
                    int at = i * channels + c;
                    map[i] += Math.abs(both[at] - both[at + both.length / 2]) / channels;
                }
                most = Math.max(most, map[i]);
            }
            Image difference = Viridis.map(size, size, map, 0, Math.max(most, 1e-6f));
            String name = "held-out-" + (index + 1);
            results.picture(name + ".png", name, lesson.clean());
            results.picture(name + "-worse.png", name + ", made worse", lesson.worse());
            results.picture(name + "-features.png", name + ", where features differ", difference);
            if (index == 0) {
                results.preview(lesson.clean(), lesson.worse(), difference);
            }
        }
    }
}
