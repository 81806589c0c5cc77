package dev.resplat.train.fit;

import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import dev.resplat.train.run.Transfers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The loop around {@link Fitter}: it lasts for a number of steps or of seconds, shows how far it
 * is, and ends, however it comes, with the best splats in files.
 */
public final class FitRun {
    /** What a fit takes of the heap for the picture, as measured. */
    private static final long BYTES_PER_PIXEL = 240;

    /** The same for splats: values, gradients, moments, copies, and where they meet tiles. */
    private static final long BYTES_PER_SPLAT = 800;

    /** Points of the curves in the report. */
    private static final int POINTS = 400;

    private final Image target;
    private final FitConfig config;
    private final Device device;
    private final List<Point> points = new ArrayList<>();
    private final Transfers transfers;
    private final long begin = System.nanoTime();

    private FitRun(Image target, FitConfig config, Device device) {
        this.target = target;
        this.config = config;
        this.device = device;
        this.transfers = new Transfers(device);
    }

    /**
     * A point of the curves.
     *
     * @param step how many had been made
     * @param seconds since the fit began
     * @param psnr of the image that the step looked at
     * @param splats there were
     */
    record Point(int step, double seconds, double psnr, int splats) {}

    /**
     * What the loop has come to.
     *
     * @param splats the best
     * @param steps made
     * @param seconds they took, with the choice of the first splats
     * @param pairs pixel pairs that were blended
     * @param points of the curves
     * @param transfers of the steps, those that add splats among them
     * @param divergence what said that the loss was no longer a number; null if it always was
     */
    record Outcome(
            Splats2d splats,
            int steps,
            double seconds,
            long pairs,
            List<Point> points,
            Transfers transfers,
            IllegalStateException divergence) {
        boolean diverged() {
            return divergence != null;
        }
    }

    /**
     * Ensures that a fit is possible.
     *
     * @param where the picture comes from, for the message
     * @throws UserMistake when there is too little memory, or the loss does not suit the picture
     */
    public static void require(Image target, FitConfig config, Object where) {
        Image.requireMemory(target.width(), target.height(), where, BYTES_PER_PIXEL);
        Fitter.require(target, config);
        long free =
                Runtime.getRuntime().maxMemory()
                        - BYTES_PER_PIXEL * target.width() * target.height();
        if (config.splats() > free / BYTES_PER_SPLAT) {
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "--splats: %d are too many: the %.1f GB of memory that Java may use are"
                                    + " enough for about %d; choose fewer, or more memory"
                                    + " (java -Xmx...)",
                            config.splats(),
                            Runtime.getRuntime().maxMemory() / 1e9,
                            free / BYTES_PER_SPLAT));
        }
    }

    /**
     * Fits splats to a picture and writes the files of {@link FitResult}.
     *
     * @param command the command line, for the report
     * @throws UserMistake before the fit, when the results would not fit on the disk or into memory
     * @throws DivergedException after the best splats have been written
     */
    public static FitResult run(
            Image target,
            FitConfig config,
            Device device,
            RunDirectory run,
            StopRequest stop,
            Progress.Display display,
            String command) {
        run.requireSpace(FitResult.mostBytes(target, config));
        display.say("writing to " + run.path());
        Outcome outcome = new FitRun(target, config, device).loop(stop, display);
        // The metrics need that memory.
        device.trim();
        FitResult result = FitResult.of(target, outcome, config, device);
        result.write(run, command);
        if (outcome.diverged()) {
            throw new DivergedException(
                    String.format(
                            Locale.ROOT,
                            "the loss is no longer a finite number at step %d: choose smaller"
                                    + " rates.*; the best so far, %s, is in %s",
                            outcome.steps,
                            result.quality().psnrText(),
                            run.path()),
                    outcome.divergence);
        }
        return result;
    }

    private Outcome loop(StopRequest stop, Progress.Display display) {
        IllegalStateException divergence = null;
        try (Fitter fitter = new Fitter(device, target, config);
                Progress progress = new Progress(display, 0, length())) {
            // A fit of very few seconds makes a step, too.
            double done = 0;
            while (done < 1 && !stop.requested()) {
                fitter.progress(done);
                try {
                    transfers.count(fitter::step);
                } catch (IllegalStateException e) {
                    divergence = e;
                    break;
                }
                if (points.size() <= POINTS * done(fitter)) {
                    points.add(new Point(fitter.steps(), seconds(), fitter.psnr(), fitter.count()));
                }
                done = done(fitter);
                progress.at((long) Math.floor(length() * done), status(fitter));
            }
            return new Outcome(
                    fitter.best(),
                    fitter.steps(),
                    seconds(),
                    fitter.pairs(),
                    points,
                    transfers,
                    divergence);
        }
    }

    /** Of the progress bar: steps or seconds. */
    private long length() {
        return config.steps() > 0 ? config.steps() : (long) Math.ceil(config.seconds());
    }

    /** How much of the fit is over, from 0 to 1. */
    private double done(Fitter fitter) {
        double done =
                config.steps() > 0
                        ? (double) fitter.steps() / config.steps()
                        : seconds() / config.seconds();
        return Math.min(done, 1);
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The bar counts steps only when they are what ends the fit. */
    private String status(Fitter fitter) {
        String status =
                String.format(Locale.ROOT, "%.2f dB, %d splats", fitter.psnr(), fitter.count());
        return config.steps() > 0 ? status : status + ", step " + fitter.steps();
    }
}
