package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.image.Image;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.resplat2d.Reconstruction;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Photographs that no training has seen, and what a training makes of them at every depth. */
final class TestPictures implements TestItems {
    /** Pixels a side. */
    private static final int SMALLEST = 32;

    private final AblationConfig.Test config;
    private final List<PictureFolder.Entry> pictures;
    private List<Map<String, String>> labels;

    private TestPictures(AblationConfig.Test config, List<PictureFolder.Entry> pictures) {
        this.config = config;
        this.pictures = pictures;
    }

    /**
     * Those that an ablation is given, if any.
     *
     * @param notes takes a line about files that are skipped
     * @throws UserMistake when there are none in the folder, or it is the one to learn from
     */
    static Optional<TestPictures> of(AblationConfig config, Consumer<String> notes) {
        if (config.test().folder().isEmpty()) {
            return Optional.empty();
        }
        Path folder = Path.of(config.test().folder());
        List<PictureFolder.Entry> pictures = PictureFolder.open(folder, SMALLEST, notes).pictures();
        if (config.choice().folders().stream().anyMatch(learned -> isSame(folder, learned))) {
            throw new UserMistake(
                    "%s is what the runs learn from (--data): give --test a folder of other photographs"
                            .formatted(folder));
        }
        return Optional.of(new TestPictures(config.test(), pictures));
    }

    static boolean isSame(Path a, Path b) {
        try {
            return Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            throw new UserMistake("cannot read the folder %s: %s".formatted(b, e.getMessage()), e);
        }
    }

    @Override
    public String kind() {
        return "photographs";
    }

    @Override
    public String title() {
        return "Photographs that no run has seen (%d)".formatted(pictures.size());
    }

    @Override
    public List<String> names() {
        return pictures.stream().map(PictureFolder.Entry::name).toList();
    }

    @Override
    public List<Measure> measures() {
        return PictureComparison.depthsTo(Reconstruction.MOST_DEPTH);
    }

    @Override
    public List<Measure> shown() {
        return new PictureComparison().measures();
    }

    @Override
    public List<Measure> paired() {
        return List.of(PictureComparison.depth(PictureComparison.SCORED));
    }

    @Override
    public boolean areIn(TestResult result) {
        return result.names().equals(names())
                && result.items().stream().map(TestResult.Item::labels).toList().equals(labels())
                && result.items().stream()
                        .allMatch(item -> item.values().size() == measures().size());
    }

    /** How many splats each has, and what it shows. */
    private List<Map<String, String>> labels() {
        if (labels == null) {
            labels = pictures.stream().map(this::labels).toList();
        }
        return labels;
    }

    private Map<String, String> labels(PictureFolder.Entry picture) {
        String pixels = new Fingerprint().add(picture.read().colors()).text();
        return Map.of("splats", String.valueOf(splats(picture)), "fingerprint", pixels);
    }

    private int splats(PictureFolder.Entry picture) {
        double wanted = config.splats() > 0 ? config.splats() : picture.pixels() / config.pixels();
        return (int) Math.max(1, Math.min(wanted, picture.pixels()));
    }

    @Override
    public Optional<TestResult> look(Path run, Device device, long seed, BooleanSupplier stop) {
        List<TestResult.Item> results = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            WeightsFile weights = FinalWeights.of(run);
            Resplat2d model = Weights.of(weights).on(device);
            for (int i = 0; i < pictures.size(); i++) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                results.add(look(model, i, seed));
            }
            return Optional.of(new TestResult(weights.fingerprint(), results));
        }
    }

    private TestResult.Item look(Resplat2d model, int number, long seed) {
        PictureFolder.Entry picture = pictures.get(number);
        Image target = picture.read();
        Map<String, Double> values = new LinkedHashMap<>();
        double seconds = 0;
        try (Reconstruction reconstruction = new Reconstruction(model)) {
            reconstruction.begin(target, splats(picture), seed);
            for (int depth = 0; depth <= Reconstruction.MOST_DEPTH; depth++) {
                if (depth > 0) {
                    reconstruction.refine();
                }
                Image render = reconstruction.render();
                values.put(PictureComparison.depth(depth).key(), Psnr.of(render, target));
                seconds = reconstruction.seconds();
            }
        }
        return new TestResult.Item(picture.name(), labels().get(number), values, seconds);
    }
}
