package dev.resplat.train;

import dev.resplat.train.optimize.SyntheticScene;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Runs of optimize that take seconds at most, of a scene in a folder.
 *
 * @param folder that is theirs alone
 */
record SmallOptimization(Path folder) {
    /** Writes the scene. */
    Path scene() {
        return new SyntheticScene().write(folder.resolve("a scene"));
    }

    /** Where the results go. */
    Path out() {
        return folder.resolve("the run");
    }

    /** Starts a run, or goes on with it. */
    Outcome optimize(Path scene, String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("optimize", scene.toString(), "--out=" + out()),
                                Stream.of(more))
                        .toList());
    }

    /** A short run. */
    Outcome optimizeShortly(Path scene, String... more) {
        return optimize(
                scene,
                Stream.concat(
                                Stream.of(
                                        "--steps=12",
                                        "--max-splats=100",
                                        "saving.previewSeconds=0",
                                        "adapt.every=5"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }
}
