package dev.resplat.train.reconstruct;

import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.image.Image;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import java.nio.file.Files;

/**
 * The frames of a sequence made into splats, each beginning with those of the frame before; and
 * each begun anew, to compare. It leaves {@code frames/NAME.png} and {@code frames/NAME.npz} of
 * each frame, and the files of {@link FramesResult}.
 */
public final class FramesRun {
    private final Resplat2d model;
    private final ReconstructConfig config;
    private final Device device;

    private FramesRun(Resplat2d model, ReconstructConfig config, Device device) {
        this.model = model;
        this.config = config;
        this.device = device;
    }

    /**
     * Ensures that all frames are of one size.
     *
     * @throws UserMistake naming the first of another size
     */
    public static void requireOneSize(PictureFolder frames) {
        PictureFolder.Entry first = frames.pictures().get(0);
        for (PictureFolder.Entry frame : frames.pictures()) {
            if (frame.width() != first.width() || frame.height() != first.height()) {
                throw new UserMistake(
                        "%s has %d x %d pixels, the frames before it %d x %d: give frames of one size"
                                .formatted(
                                        frame.where(),
                                        frame.width(),
                                        frame.height(),
                                        first.width(),
                                        first.height()));
            }
        }
    }

    /**
     * Makes splats of all frames and writes the files, all or none.
     *
     * @param frames of one size
     * @param command the command line, for the report
     */
    public static FramesResult run(
            PictureFolder frames,
            Weights weights,
            ReconstructConfig config,
            Device device,
            RunDirectory run,
            Progress.Display display,
            String command) {
        try (Scope scope = Scope.open();
                Staging staging = new Staging(run)) {
            FramesRun all = new FramesRun(weights.on(device), config, device);
            FramesResult result = all.loop(frames, staging, display);
            result.write(run, staging.contents(), command);
            return result;
        }
    }

    private FramesResult loop(PictureFolder frames, Staging staging, Progress.Display display) {
        FramesResult result = new FramesResult(config, device, frames.skipped());
        int count = frames.pictures().size();
        try (Observation warm = new Observation(model, device);
                Progress progress = new Progress(display, 0, count)) {
            for (PictureFolder.Entry entry : frames.pictures()) {
                Image target = entry.read();
                if (result.frames().isEmpty()) {
                    warm.begin(target, config.splats(), config.seed());
                } else {
                    warm.next(target);
                }
                Look look = warm.lastDepth(config.depth());
                Look anew = result.frames().isEmpty() ? look : anew(target);
                result.add(entry.name(), target, look, anew);
                String name = "frames/" + entry.name();
                staging.add(name + ".png", file -> Files.write(file, look.render().png()));
                staging.add(name + ".npz", file -> Splats2dFile.write(file, look.splats()));
                progress.at(result.frames().size(), look.figures().quality().psnrText());
            }
        }
        return result;
    }

    private Look anew(Image target) {
        try (Observation observation = new Observation(model, device)) {
            observation.begin(target, config.splats(), config.seed());
            return observation.lastDepth(config.depth());
        }
    }
}
