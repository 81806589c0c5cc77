package dev.resplat.train;

import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.resplat2d.Resplat2dTraining;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trainings that take a fraction of a second, of photographs in a folder.
 *
 * @param folder that is theirs alone
 */
record SmallTraining(Path folder) {
    private static final int STEPS = 10;

    /** Values of such a training. */
    static final List<String> VALUES =
            List.of(
                    "network.width=8",
                    "network.encoder=4",
                    "network.memory=4",
                    "data.size=32",
                    "data.leastPixels=16",
                    "data.mostPixels=64",
                    "data.heldOut=1",
                    "teaching.fitSteps=2",
                    "stages=[{epochs: 1, leastDepth: 1, mostDepth: 2}]",
                    "picturesPerEpoch=" + STEPS,
                    "schedule.warmUpSteps=2",
                    "evaluateEvery=2",
                    "checkpointEvery=4");

    /** Starts a run on the device that is always there. */
    Outcome train(String... more) throws IOException {
        return Outcome.of(
                Stream.of(
                                Stream.of("train", "resplat2d", "--device=reference"),
                                Stream.of("--data", photographs()),
                                VALUES.stream(),
                                Stream.of(more))
                        .flatMap(part -> part)
                        .toList());
    }

    /** Goes on with a run. */
    Outcome resume(Path run, String... more) throws IOException {
        return Outcome.of(
                Stream.concat(
                                Stream.of("train", "--resume", run.toString(), "--data"),
                                Stream.concat(Stream.of(photographs()), Stream.of(more)))
                        .toList());
    }

    /** A folder with small pictures, so that evaluations are fast. */
    String photographs() throws IOException {
        Path pictures = folder.resolve("photographs");
        if (!Files.exists(pictures)) {
            Files.createDirectory(pictures);
            for (int i = 0; i < 3; i++) {
                byte[] png = BuiltInPicture.paint(40 + i, 34).png();
                Files.write(pictures.resolve("photograph" + i + ".png"), png);
            }
        }
        return pictures.toString();
    }

    /** A run that was asked to stop after so many steps. */
    void trainPartOf(Path out, int steps) throws IOException {
        Resplat2dConfig config = Config.named("resplat2d").with(VALUES).as(Resplat2dConfig.class);
        int[] asked = {0};
        try (RunDirectory run = RunDirectory.create(out)) {
            TrainingLoop.train(
                    config,
                    Devices.find("reference"),
                    Resplat2dTraining.prepare(
                            config, DataChoice.of(Optional.of(photographs())), note -> {}),
                    run,
                    () -> asked[0]++ == steps,
                    new Progress.Display(new PrintWriter(new StringWriter()), false));
        }
    }
}
