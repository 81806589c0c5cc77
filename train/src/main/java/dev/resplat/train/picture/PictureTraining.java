package dev.resplat.train.picture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop around {@link PictureFit}: evaluations, checkpoints, and in the end, however it
 * comes, pictures, metrics and a report of the best weights.
 */
public final class PictureTraining {
    private static final String LAST = "checkpoints/last.safetensors";
    private static final String BEST = "checkpoints/best.safetensors";
    private static final float ERROR_GAIN = 5;

    private final PictureConfig config;
    private final Device device;
    private final RunDirectory run;
    private final Image target;
    private final PictureFit fit;
    private final List<Evaluation> evaluations = new ArrayList<>();

    private int step;
    private double seconds;
    private Map<String, HostArray> best;
    private double bestPsnr;
    private boolean diverged;

    private PictureTraining(PictureConfig config, Device device, RunDirectory run) {
        this.config = config;
        this.device = device;
        this.run = run;
        this.target = BuiltInPicture.paint(config.picture().width(), config.picture().height());
        this.fit = new PictureFit(config, device, target);
    }

    /**
     * A line of {@code metrics.jsonl}: the mean loss since the last one, and the picture's PSNR.
     */
    private record Evaluation(int step, double loss, double psnr) {}

    /**
     * What came out.
     *
     * @param target the picture
     * @param render what the network makes of it
     * @param psnr of the render, in decibels
     * @param steps optimizer steps made, over all parts of the run
     * @param seconds the time they and the evaluations took
     */
    public record Result(Image target, Image render, double psnr, int steps, double seconds) {}

    /** The name of the device that the run in a directory has used, once it has a checkpoint. */
    public static Optional<String> deviceOf(Path run) {
        Path last = run.resolve(LAST);
        if (!Files.exists(last)) {
            return Optional.empty();
        }
        return Optional.ofNullable(SafetensorsFile.open(last).metadata().get("device"));
    }

    /**
     * Starts a run in an empty directory, or continues the one that is there.
     *
     * @throws UserMistake when that one cannot be continued with this configuration
     * @throws DivergedException after the results of the best weights have been written
     */
    public static Result train(
            PictureConfig config,
            Device device,
            RunDirectory run,
            StopRequest stop,
            Progress.Display display) {
        checkChanges(config, run);
        try (Scope scope = Scope.open()) {
            PictureTraining training = new PictureTraining(config, device, run);
            training.resume();
            display.say("writing to " + run.path());
            run.write(RunDirectory.CONFIG, Config.toYaml(config));
            try {
                training.loop(stop, display);
            } catch (DivergedException e) {
                training.diverged = true;
                training.writeBest();
                training.finish();
                throw e;
            }
            return training.finish();
        }
    }

    private void loop(StopRequest stop, Progress.Display display) {
        double loss = 0;
        double lastLoss = 0;
        int losses = 0;
        if (best == null) {
            keep(Psnr.of(fit.render(), target));
        }
        try (Progress progress = new Progress(display, step, config.steps())) {
            while (step < config.steps() && !stop.requested()) {
                long begin = System.nanoTime();
                lastLoss = fit.step(step);
                seconds += since(begin);
                loss += lastLoss;
                losses++;
                step++;
                requireFinite("the loss", loss);
                if (step % config.evaluateEvery() == 0 || step == config.steps()) {
                    evaluate(loss / losses);
                    loss = 0;
                    losses = 0;
                }
                if (step % config.checkpointEvery() == 0) {
                    checkpoint();
                }
                progress.at(step, status(lastLoss));
            }
        }
        if (losses > 0) {
            evaluate(loss / losses);
        }
        checkpoint();
    }

    /** The loss of this step, and the last evaluation with the step that it is of. */
    private String status(double loss) {
        String status = String.format(Locale.ROOT, "loss %.5f", loss);
        if (evaluations.isEmpty()) {
            return status;
        }
        Evaluation last = evaluations.get(evaluations.size() - 1);
        return status + String.format(Locale.ROOT, ", %.2f dB at %d", last.psnr, last.step);
    }

    private void evaluate(double loss) {
        long begin = System.nanoTime();
        double psnr = Psnr.of(fit.render(), target);
        seconds += since(begin);
        if (Double.isNaN(psnr)) {
            throw diverged("the picture");
        }
        evaluations.add(new Evaluation(step, loss, psnr));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("loss", loss);
        line.put("psnr", psnr);
        line.put("learningRate", fit.rate(step - 1));
        line.put("seconds", seconds);
        run.log(line);
        if (psnr > bestPsnr) {
            keep(psnr);
        }
    }

    private void keep(double psnr) {
        bestPsnr = psnr;
        best = fit.weights();
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw diverged(what);
        }
    }

    private DivergedException diverged(String what) {
        return new DivergedException(
                String.format(
                        Locale.ROOT,
                        "%s is no longer a finite number at step %d: choose a schedule.rate below"
                                + " %s or more schedule.warmUpSteps; the best so far, %.2f dB,"
                                + " is in %s",
                        what,
                        step,
                        config.schedule().rate(),
                        bestPsnr,
                        run.path()));
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    // ---- Checkpoints -----------------------------------------------------------------------

    /** Weights that are not finite never replace those of the checkpoint before. */
    private void checkpoint() {
        Map<String, HostArray> state = fit.state();
        for (HostArray array : state.values()) {
            for (float value : array.toFloats()) {
                requireFinite("a weight or a moment", value);
            }
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("step", String.valueOf(step));
        facts.put("seconds", String.valueOf(seconds));
        facts.put("device", device.name());
        facts.put("config", Config.toYaml(config));
        run.write(LAST, file -> SafetensorsFile.write(file, state, facts));
        writeBest();
    }

    private void writeBest() {
        run.write(BEST, file -> SafetensorsFile.write(file, best, Map.of("psnr", "" + bestPsnr)));
    }

    /** What has been learned is of use only to the configuration with which it was learned. */
    private static void checkChanges(PictureConfig config, RunDirectory run) {
        Path last = run.file(LAST);
        if (!Files.exists(last)) {
            return;
        }
        PictureConfig stored;
        try {
            stored =
                    Config.saved(last.toString(), fact(SafetensorsFile.open(last), "config"))
                            .as(PictureConfig.class);
        } catch (FormatException | IllegalArgumentException e) {
            throw cannotContinue(last, e);
        }
        Config.changes(stored, config)
                .forEach(
                        (key, value) -> {
                            if (!PictureConfig.mayChange(key)) {
                                throw new UserMistake(
                                        ("%s was made with %s=%s, which cannot change any more:"
                                                        + " start a new run for another value")
                                                .formatted(run.path(), key, value));
                            }
                        });
    }

    private static UserMistake cannotContinue(Path checkpoint, Exception e) {
        return new UserMistake(
                "cannot continue from %s: %s; start a new run"
                        .formatted(checkpoint, e.getMessage()),
                e);
    }

    private void resume() {
        Path last = run.file(LAST);
        if (!Files.exists(last)) {
            run.rewindLog(0);
            return;
        }
        try {
            SafetensorsFile file = SafetensorsFile.open(last);
            step = Integer.parseInt(fact(file, "step"));
            seconds = Double.parseDouble(fact(file, "seconds"));
            if (step < 0) {
                throw new IllegalArgumentException("its step is " + step);
            }
            fit.restore(step, file.all());
        } catch (FormatException | IllegalArgumentException e) {
            throw cannotContinue(last, e);
        }
        resumeBest();
        if (step > config.steps()) {
            throw new UserMistake(
                    "%s is at step %d already, more than steps = %d"
                            .formatted(run.path(), step, config.steps()));
        }
        for (JsonNode line : run.rewindLog(step)) {
            evaluations.add(
                    new Evaluation(
                            line.path("step").asInt(),
                            line.path("loss").asDouble(),
                            line.path("psnr").asDouble()));
        }
    }

    /** Finds out now, rather than when the run ends, that the best weights cannot be used. */
    private void resumeBest() {
        Path path = run.file(BEST);
        if (!Files.exists(path)) {
            return;
        }
        try {
            SafetensorsFile file = SafetensorsFile.open(path);
            best = file.all();
            bestPsnr = Double.parseDouble(fact(file, "psnr"));
            fit.checkFits(best);
        } catch (FormatException | IllegalArgumentException e) {
            throw new UserMistake(
                    "cannot continue with "
                            + path
                            + ": "
                            + e.getMessage()
                            + "; without that file the best is what comes from now on",
                    e);
        }
    }

    private static String fact(SafetensorsFile file, String name) {
        String value = file.metadata().get(name);
        if (value == null) {
            throw new IllegalArgumentException("it does not tell its " + name);
        }
        return value;
    }

    // ---- Results ---------------------------------------------------------------------------

    private Result finish() {
        fit.load(best);
        Image render = fit.render();
        Result result = new Result(target, render, Psnr.of(render, target), step, seconds);
        run.write("target.png", target.png());
        run.write("render.png", render.png());
        run.write("error.png", target.difference(render, ERROR_GAIN).png());
        run.writeMetrics(metrics(result));
        run.write("report.html", report(result));
        return result;
    }

    private Map<String, Object> metrics(Result result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("psnr", result.psnr);
        metrics.put("steps", result.steps);
        metrics.put("complete", result.steps == config.steps() && !diverged);
        metrics.put("diverged", diverged);
        metrics.put("seconds", result.seconds);
        metrics.put("parameters", fit.parameterCount());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        return metrics;
    }

    private String report(Result result) {
        double[] steps = evaluations.stream().mapToDouble(Evaluation::step).toArray();
        double[] losses = evaluations.stream().mapToDouble(Evaluation::loss).toArray();
        double[] psnrs = evaluations.stream().mapToDouble(Evaluation::psnr).toArray();
        return new Report("A picture, learned by a network")
                .fact("PSNR", String.format(Locale.ROOT, "%.2f dB", result.psnr))
                .fact(
                        "steps",
                        "%d of %d%s"
                                .formatted(
                                        result.steps,
                                        config.steps(),
                                        diverged ? ", then it diverged" : ""))
                .fact("time", String.format(Locale.ROOT, "%.1f s", result.seconds))
                .fact("weights", String.valueOf(fit.parameterCount()))
                .fact("device", device.name() + ": " + device.description())
                .picture("the picture", target)
                .picture("what the network makes of it", result.render)
                .picture("the error, times 5", target.difference(result.render, ERROR_GAIN))
                .curve(new Curve("loss", Curve.Scale.LOGARITHMIC, steps, losses))
                .curve(new Curve("PSNR (dB)", Curve.Scale.LINEAR, steps, psnrs))
                .config(Config.toYaml(config))
                .html();
    }
}
