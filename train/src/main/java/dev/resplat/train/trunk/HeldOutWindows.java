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
import dev.resplat.train.metrics.Psnr;
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
        List<Degradation> kinds = Degradation.UNDONE;
        for (int i = 0; i < views.size(); i++) {
            ViewPixels view = views.get(i);
            Image clean = image(view);
            Draws draws = new Draws(0, Draws.Purpose.DEGRADATIONS, i);
            double strength = 0.3 + 0.7 * draws.uniform();
            Image worse = kinds.get(i % kinds.size()).of(clean, strength, config, draws);
            lessons.add(new Lesson(clean, worse, SurfaceShape.of(view)));
        }
        order = new StrengthOrder(lessons.stream().map(Lesson::clean).toList(), config);
    }

    private static Image image(ViewPixels view) {
        return new Image(view.camera().width(), view.camera().height(), view.colors());
    }

    /** A number that differs between sources of different views, but for bad luck. */
    long fingerprint() {
        CRC32 sum = new CRC32();
        sum.update("%d windows".formatted(lessons.size()).getBytes(UTF_8));
        sum.update(lessons.get(0).clean().png());
        return sum.getValue();
    }

    /**
     * What a model makes of them: {@code psnr} of what was undone in decibels, and how much that is
     * more than before ({@code gain}); {@code damageError} and {@code depthError} in logarithms,
     * {@code normalError} and {@code edgeError}, roots of mean squares over what is known.
     */
    Numbers look(TrunkModel model) {
        double psnr = 0;
        double before = 0;
        double damage = 0;
        int cells = 0;
        double[] squares = new double[SurfaceShape.CHANNELS];
        double[] known = new double[SurfaceShape.CHANNELS];
        for (int from = 0; from < lessons.size(); from += TOGETHER) {
            List<Lesson> some = lessons.subList(from, Math.min(from + TOGETHER, lessons.size()));
            try (Scope scope = Scope.open()) {
                TrunkModel.Answer answer = model.forward(images(some), Mode.EVALUATION);
                float[] corrections = answer.correction().value().toFloats();
                float[] damages = answer.damage().value().toFloats();
                float[] shapes = answer.shape().value().toFloats();
                for (int i = 0; i < some.size(); i++) {
                    Lesson lesson = some.get(i);
                    Image undone = Lesson.corrected(lesson.worse(), part(corrections, i, some));
                    psnr += Math.min(Psnr.of(undone, lesson.clean()), 60);
                    before += Math.min(Psnr.of(lesson.worse(), lesson.clean()), 60);
                    float[] wrong = lesson.damage();
                    float[] found = part(damages, i, some);
                    for (int c = 0; c < wrong.length; c++) {
                        damage += (found[c] - wrong[c]) * (found[c] - wrong[c]);
                    }
                    cells += wrong.length;
                    add(part(shapes, i, some), lesson.shape(), squares, known);
                }
            }
        }
        double normals = squares[1] + squares[2] + squares[3];
        return Numbers.of("psnr", psnr / lessons.size())
                .and("gain", (psnr - before) / lessons.size())
                .and("damageError", root(damage, cells))
                .and("depthError", root(squares[0], known[0]))
                .and("normalError", root(normals, known[1]))
                .and("edgeError", root(squares[4], known[4]));
    }

    private static double root(double squares, double known) {
        return Math.sqrt(squares / Math.max(known, 1));
    }

    private static float[] part(float[] all, int index, List<Lesson> of) {
        int size = all.length / of.size();
        float[] part = new float[size];
        System.arraycopy(all, index * size, part, 0, size);
        return part;
    }

    private static void add(float[] found, SurfaceShape shape, double[] squares, double[] known) {
        for (int i = 0; i < found.length; i++) {
            double difference = found[i] - shape.values()[i];
            int channel = i % SurfaceShape.CHANNELS;
            squares[channel] += shape.known()[i] * difference * difference;
            known[channel] += shape.known()[i];
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
