package dev.resplat.train.eval;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.data.CentralSquare;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.reconstruct.Figures;
import dev.resplat.train.reconstruct.Look;
import dev.resplat.train.reconstruct.Observation;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reconstructs every photograph of a folder with each number of splats, and looks at every depth.
 * The first photograph is reconstructed once more before all others, with each number, because the
 * first reconstruction of a program is several times slower than later ones; the time of that does
 * not count.
 *
 * <p>It leaves {@code renders/NAME-dD.png}, the render of each photograph at the last depth with
 * the first number of splats, and the files of {@link EvalResult}.
 */
public final class Evaluation {
    private final EvalConfig config;
    private final Device device;
    private final Resplat2d model;
    private final Optional<Perceptual> perceptual;
    private final Optional<FitComparison> comparison;

    private Evaluation(
            EvalConfig config, Device device, Resplat2d model, Optional<Perceptual> perceptual) {
        this.config = config;
        this.device = device;
        this.model = model;
        this.perceptual = perceptual;
        this.comparison =
                config.fit() || config.fitSeconds() > 0
                        ? Optional.of(new FitComparison(config, device))
                        : Optional.empty();
    }

    /**
     * Evaluates and writes the files, all or none.
     *
     * @param lpips a file with weights of LPIPS, if that is wanted
     * @param command the command line, for the report
     * @throws dev.resplat.train.config.UserMistake when weights cannot be used, or a file cannot be
     *     written
     */
    public static EvalResult run(
            PictureFolder pictures,
            Weights weights,
            EvalConfig config,
            Optional<Path> lpips,
            Device device,
            RunDirectory run,
            Progress.Display display,
            String command) {
        try (Scope scope = Scope.open();
                Staging staging = new Staging(run)) {
            Optional<Perceptual> perceptual = lpips.map(file -> Perceptual.read(file, device));
            EvalResult result =
                    new EvalResult(
                            config, device, weights, perceptual.map(Perceptual::name), pictures);
            new Evaluation(config, device, weights.on(device), perceptual)
                    .loop(pictures.pictures(), result, staging, display);
            result.write(run, staging.contents(), command);
            return result;
        }
    }

    private void loop(
            List<PictureFolder.Entry> pictures,
            EvalResult result,
            Staging staging,
            Progress.Display display) {
        config.splats().forEach(splats -> looks(target(pictures.get(0)), splats));
        try (Progress progress = new Progress(display, 0, pictures.size())) {
            for (int i = 0; i < pictures.size(); i++) {
                PictureFolder.Entry entry = pictures.get(i);
                Look last = evaluate(entry, target(entry), result);
                staging.add(
                        "renders/%s-d%d.png".formatted(entry.name(), config.depth()),
                        file -> Files.write(file, last.render().png()));
                progress.at(i + 1L, last.figures().quality().psnrText());
            }
        }
    }

    private Image target(PictureFolder.Entry entry) {
        Image picture = entry.read();
        return config.size() > 0 ? CentralSquare.of(picture, config.size()) : picture;
    }

    private List<Look> looks(Image target, int splats) {
        try (Observation observation = new Observation(model, device, perceptual)) {
            observation.begin(target, splats, config.seed());
            return observation.eachDepth(config.depth());
        }
    }

    /** Adds to the result, and returns the last look with the first number of splats. */
    private Look evaluate(PictureFolder.Entry entry, Image target, EvalResult result) {
        List<Look> first = looks(target, config.splats().get(0));
        Look last = first.get(config.depth());
        Map<Integer, List<Figures>> bySplats = new LinkedHashMap<>();
        bySplats.put(config.splats().get(0), Look.figures(first));
        for (int splats : config.splats().subList(1, config.splats().size())) {
            bySplats.put(splats, Look.figures(looks(target, splats)));
        }
        result.add(
                new EvalResult.Photograph(
                        entry.name(),
                        target.width(),
                        target.height(),
                        bySplats,
                        comparison.map(fit -> fit.of(target, first.get(0), last))),
                target,
                last.render());
        return last;
    }
}
