package dev.resplat.train.eval;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.fit.FitConfig;
import dev.resplat.train.fit.Fitter;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.reconstruct.Look;
import dev.resplat.train.reconstruct.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long optimisation takes to come as far as a model does in some steps: {@link Fitter} begins
 * with the splats of depth 0, and improves them until their PSNR is that of the last depth. It may
 * choose its learning rates afterwards: of a constant rate and of rates that fall along half a
 * cosine within 100, 200, 400 or 1000 steps, that which comes there first is what counts. Its
 * images are not rounded to 256 levels, which is to its advantage.
 */
final class FitComparison {
    /** After so many steps it is given up. */
    static final int MOST_STEPS = 1000;

    private static final List<Integer> FALLS = List.of(100, 200, 400, MOST_STEPS);
    private static final int WARM_UP_STEPS = 10;
    private static final List<BlendMode> BLENDS = List.of(BlendMode.NORMALIZED, BlendMode.ADDITIVE);

    private final EvalConfig config;
    private final Device device;
    private boolean warm;

    FitComparison(EvalConfig config, Device device) {
        this.config = config;
        this.device = device;
    }

    /**
     * What optimisation took.
     *
     * @param steps until it came as far
     * @param seconds that they took
     */
    record Reached(int steps, double seconds) {}

    /**
     * The comparison for a photograph.
     *
     * @param asked whether steps were counted
     * @param reached empty if it did not come as far in {@value #MOST_STEPS} steps
     * @param refinement seconds that the model took from depth 0 to the last
     * @param fits the PSNR of a complete fit by the name of its blend; empty if not asked for
     */
    record Result(
            boolean asked,
            Optional<Reached> reached,
            double refinement,
            Map<String, Double> fits) {}

    Result of(Image target, Look first, Look last) {
        double goal = last.figures().quality().psnr();
        return new Result(
                config.fit(),
                config.fit() ? reach(target, first.splats(), goal) : Optional.empty(),
                last.figures().seconds() - first.figures().seconds(),
                config.fitSeconds() > 0 ? fits(target, last.splats().count()) : Map.of());
    }

    // ---- Until it is as good ---------------------------------------------------------------

    private Optional<Reached> reach(Image target, Splats2d first, double goal) {
        if (!warm) {
            reach(target, first, rates(first, MOST_STEPS, true), goal, WARM_UP_STEPS);
            warm = true;
        }
        Optional<Reached> best =
                reach(target, first, rates(first, MOST_STEPS, true), goal, MOST_STEPS);
        for (int fall : FALLS) {
            int most = Math.min(fall, best.map(b -> b.steps() - 1).orElse(MOST_STEPS));
            Optional<Reached> other = reach(target, first, rates(first, fall, false), goal, most);
            best = other.isPresent() ? other : best;
        }
        return best;
    }

    private static FitConfig rates(Splats2d first, int steps, boolean constant) {
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "splats=" + first.count(),
                                "blend=" + name(first.mode()),
                                "steps=" + steps,
                                "seconds=0",
                                "growth.first=1",
                                "growth.rounds=0"));
        if (constant) {
            values.add("rates.last=1");
        }
        return Config.named("fit").with(values).as(FitConfig.class);
    }

    private Optional<Reached> reach(
            Image target, Splats2d first, FitConfig rates, double goal, int most) {
        try (Fitter fitter = new Fitter(device, target, rates, first)) {
            long begin = System.nanoTime();
            for (int steps = 0; steps <= most; steps++) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                // A step looks at the image before it improves the splats.
                fitter.step();
                if (fitter.psnr() >= goal) {
                    return Optional.of(new Reached(steps, seconds));
                }
            }
        } catch (IllegalStateException e) {
            // It diverged: this rate does not come there.
        }
        return Optional.empty();
    }

    // ---- A complete fit --------------------------------------------------------------------

    private Map<String, Double> fits(Image target, int splats) {
        Map<String, Double> fits = new LinkedHashMap<>();
        for (BlendMode blend : BLENDS) {
            FitConfig values =
                    Config.named("fit")
                            .with(
                                    List.of(
                                            "splats=" + splats,
                                            "blend=" + name(blend),
                                            "steps=0",
                                            "seconds=" + config.fitSeconds(),
                                            "seed=" + config.seed()))
                            .as(FitConfig.class);
            Image render = Observation.render(fit(target, values), device);
            fits.put(name(blend), Psnr.of(render, target));
        }
        return fits;
    }

    private Splats2d fit(Image target, FitConfig values) {
        long begin = System.nanoTime();
        try (Fitter fitter = new Fitter(device, target, values)) {
            for (double done = 0; done < 1; ) {
                fitter.progress(done);
                fitter.step();
                done = (System.nanoTime() - begin) / 1e9 / values.seconds();
            }
            return fitter.best();
        }
    }

    private static String name(BlendMode blend) {
        return blend.name().toLowerCase(Locale.ROOT);
    }
}
