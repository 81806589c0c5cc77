package dev.resplat.train.compare;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.synthesis.HeapPeak;
import dev.resplat.train.views.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Measures any contender in the same way: what it makes of each scene, compared with views that it
 * has not seen, in 256 levels; how long that takes, after the first scene was looked at for
 * nothing; and how much memory, from a heap without garbage on.
 */
final class Measurement {
    /** Scenes of which a picture is kept. */
    static final int SHOWN = 4;

    /**
     * So many times as long as the others the first row is looked at: it warms up what all share.
     */
    private static final int FIRST = 5;

    private final ComparedScenes scenes;
    private final Device device;
    private final String views;
    private final double warmUpSeconds;
    private boolean warm;

    Measurement(ComparedScenes scenes, Device device, double warmUpSeconds) {
        this.scenes = scenes;
        views = scenes.fingerprint();
        this.device = device;
        this.warmUpSeconds = warmUpSeconds;
    }

    /**
     * What was measured.
     *
     * @param pictures of the first target of the first scenes
     */
    record Measured(RowResult row, List<Image> pictures) {}

    /**
     * Measures a contender.
     *
     * @param stop asked after every scene, and by what takes long, whether to end
     * @param done takes how many scenes are done
     * @return nothing if it was to end
     * @throws DivergedException if it is a training of each scene, and one of these came to nothing
     */
    Optional<Measured> of(Contender contender, BooleanSupplier stop, IntConsumer done) {
        List<SceneResult> results = new ArrayList<>();
        List<Image> pictures = new ArrayList<>();
        device.trim();
        try (Scope scope = Scope.open()) {
            Contender.Maker maker = contender.open(device, stop);
            for (Example example : scenes.examples()) {
                List<Example> parts = parts(contender.profile(), example);
                if (results.isEmpty()) {
                    warmUp(maker, parts.get(0), stop);
                }
                List<Image> renders = new ArrayList<>();
                SceneResult result = look(maker, parts, renders);
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                results.add(result);
                if (pictures.size() < SHOWN) {
                    pictures.add(renders.get(0));
                }
                done.accept(results.size());
            }
            RowResult row =
                    new RowResult(
                            contender.profile(),
                            device.name(),
                            origin(contender),
                            maker.parameters(),
                            results);
            return Optional.of(new Measured(row, pictures));
        }
    }

    /** What a row that is measured now depends on. */
    RowResult.Origin origin(Contender contender) {
        return new RowResult.Origin(views, contender.basis());
    }

    /** The example with the views that a contender is given, or one for each target. */
    private static List<Example> parts(Profile profile, Example example) {
        Example given = profile.views() == 0 ? example : example.withContext(profile.views());
        if (!profile.perTarget()) {
            return List.of(given);
        }
        return IntStream.range(0, given.targets().size())
                .mapToObj(
                        t ->
                                new Example(
                                        given.scene(),
                                        given.labels(),
                                        given.context(),
                                        List.of(given.targets().get(t)),
                                        given.contextIndices(),
                                        new int[] {given.targetIndices()[t]},
                                        given.near(),
                                        given.far(),
                                        given.scale()))
                .toList();
    }

    /** Again and again, because Java compiles the program while it runs. */
    private void warmUp(Contender.Maker maker, Example example, BooleanSupplier stop) {
        double seconds = warm ? warmUpSeconds : FIRST * warmUpSeconds;
        warm = true;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            try (Scope scope = Scope.open()) {
                maker.warmUp(example);
            }
        } while (System.nanoTime() < end && !stop.getAsBoolean());
    }

    private SceneResult look(Contender.Maker maker, List<Example> parts, List<Image> renders) {
        List<Double> makeSeconds = new ArrayList<>();
        List<Double> renderSeconds = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        List<Quality> qualities = new ArrayList<>();
        long count = 0;
        Example first = parts.get(0);
        maker.prepare(first);
        System.gc();
        device.forgetMostBytes();
        HeapPeak heap = new HeapPeak();
        for (Example part : parts) {
            try (Scope scope = Scope.open()) {
                long start = System.nanoTime();
                try (Contender.Made made = maker.make(part)) {
                    device.await();
                    makeSeconds.add((System.nanoTime() - start) / 1e9);
                    count += made.count();
                    for (int t = 0; t < part.targets().size(); t++) {
                        start = System.nanoTime();
                        Image exact = made.render(t);
                        renderSeconds.add((System.nanoTime() - start) / 1e9);
                        Image render = exact.stored();
                        renders.add(render);
                        targets.add(part.targetIndices()[t]);
                        qualities.add(Quality.of(render, part.targets().get(t).image()));
                    }
                }
            }
        }
        return new SceneResult(
                first.scene(),
                Arrays.stream(first.contextIndices()).boxed().toList(),
                targets,
                qualities.stream().map(Quality::psnr).toList(),
                qualities.stream()
                        .map(q -> q.ssim().isPresent() ? (Double) q.ssim().getAsDouble() : null)
                        .toList(),
                makeSeconds,
                renderSeconds,
                count / parts.size(),
                device.mostBytesInUse(),
                heap.bytes());
    }
}
