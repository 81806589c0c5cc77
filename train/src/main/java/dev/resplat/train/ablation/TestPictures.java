package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.resplat2d.Reconstruction;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Photographs that no training has seen, and what a training makes of them at every depth. */
final class TestPictures {
    /** Pixels a side. */
    private static final int SMALLEST = 32;

    private final AblationConfig.Test config;
    private final List<PictureFolder.Entry> pictures;

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
        if (!config.data().isEmpty() && isSame(folder, Path.of(config.data()))) {
            throw new UserMistake(
                    "%s is what the runs learn from (--data): give --test a folder of other photographs"
                            .formatted(folder));
        }
        return Optional.of(new TestPictures(config.test(), pictures));
    }

    private static boolean isSame(Path a, Path b) {
        try {
            return Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            throw new UserMistake("cannot read the folder %s: %s".formatted(b, e.getMessage()), e);
        }
    }

    /** Of the files. */
    List<String> names() {
        return pictures.stream().map(PictureFolder.Entry::name).toList();
    }

    /** How many each is made into. */
    List<Integer> splats() {
        return pictures.stream().map(this::splats).toList();
    }

    private int splats(PictureFolder.Entry picture) {
        double wanted = config.splats() > 0 ? config.splats() : picture.pixels() / config.pixels();
        return (int) Math.max(1, Math.min(wanted, picture.pixels()));
    }

    /**
     * Makes splats of all.
     *
     * @param seed of where they are placed
     * @param stop asked before each picture whether to end before time
     * @return nothing if it was
     */
    Optional<TestResult> look(Weights weights, Device device, long seed, BooleanSupplier stop) {
        List<TestResult.Photograph> results = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Resplat2d model = weights.on(device);
            for (PictureFolder.Entry picture : pictures) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                results.add(look(model, picture, seed));
            }
        }
        return Optional.of(new TestResult(results));
    }

    private TestResult.Photograph look(Resplat2d model, PictureFolder.Entry picture, long seed) {
        Image target = picture.read();
        double[] psnr = new double[Reconstruction.MOST_DEPTH + 1];
        double[] seconds = new double[Reconstruction.MOST_DEPTH + 1];
        try (Reconstruction reconstruction = new Reconstruction(model)) {
            reconstruction.begin(target, splats(picture), seed);
            for (int depth = 0; depth <= Reconstruction.MOST_DEPTH; depth++) {
                if (depth > 0) {
                    reconstruction.refine();
                }
                psnr[depth] = Psnr.of(reconstruction.render(), target);
                seconds[depth] = reconstruction.seconds();
            }
        }
        return new TestResult.Photograph(picture.name(), splats(picture), psnr, seconds);
    }
}
