package dev.resplat.train;

import dev.resplat.train.config.Config;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.PhotographFolder;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.library.SceneLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options that say which scenes a library makes. */
final class LibraryOptions {
    private static final String CONFIG = "library";

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Other seeds are other scenes. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A copy of configs/library.yaml with other weights.")
    private Path config;

    @Option(
            names = "--photographs",
            paramLabel = "DIR",
            description = "Photographs of this folder hang on walls, beside painted pictures.")
    private Path photographs;

    long seed() {
        return seed;
    }

    String photographs() {
        return photographs == null ? "" : photographs.toString();
    }

    LibraryConfig config(List<String> values) {
        Config base = config == null ? Config.named(CONFIG) : Config.file(config);
        return base.with(values).as(LibraryConfig.class);
    }

    SceneLibrary library(LibraryConfig values, Consumer<String> notes) {
        Optional<ImageSource> source =
                Optional.ofNullable(photographs).map(p -> PhotographFolder.open(p, notes));
        return new SceneLibrary(seed, values, source);
    }
}
