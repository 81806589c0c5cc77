package dev.resplat.train.resplat2d;

import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.config.Config;
import dev.resplat.train.fit.FitConfig;
import dev.resplat.train.fit.Fitter;
import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * True states to learn from: where a fit, which follows the gradient step by step, has taken the
 * first splats of a picture.
 */
final class Teacher {
    private final Device device;
    private final int fitSteps;

    /**
     * @param fitSteps of the fit for each step of refinement
     */
    Teacher(Device device, int fitSteps) {
        this.device = device;
        this.fitSteps = fitSteps;
    }

    /** Splats {@code [N, 10]} after 1 to {@code depth} steps of refinement. */
    List<Tensor> trajectory(Image picture, State first, int depth) {
        FitConfig config =
                Config.named("fit")
                        .with(
                                List.of(
                                        "blend=normalized",
                                        "splats=" + first.count(),
                                        "steps=" + fitSteps * depth,
                                        "seconds=0",
                                        "growth.first=1",
                                        "growth.rounds=0"))
                        .as(FitConfig.class);
        List<Splats2d> states = new ArrayList<>();
        Splats2d start = first.splats(picture.width(), picture.height());
        try (Fitter fitter = new Fitter(device, picture, config, start)) {
            for (int t = 0; t < depth; t++) {
                for (int i = 0; i < fitSteps; i++) {
                    fitter.step();
                }
                states.add(fitter.best());
            }
        }
        return states.stream().map(splats -> State.rows(device, splats)).toList();
    }
}
