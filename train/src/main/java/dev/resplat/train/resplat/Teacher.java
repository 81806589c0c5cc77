package dev.resplat.train.resplat;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatDescent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * States that a step of refinement may begin with in training, instead of the model's own
 * (scheduled sampling): the first splats, after some steps of descent along gradients of the
 * squared errors of all context views. So the model also learns to go on from splats that are
 * better than its own.
 */
final class Teacher {
    /** How fast each kind of numbers moves, about as in 3DGS, but for larger steps of centres. */
    private static final double CENTERS = 2e-3;

    private static final double SCALES = 1e-3;
    private static final double QUATS = 4e-3;
    private static final double LOGITS = 0.1;
    private static final double HARMONICS = 1e-2;

    private final ContextViews context;
    private final Tensor turns;
    private final IntFunction<Rasterizer.Options> options;
    private final double leastScale;

    /**
     * @param context with cameras in the frame of the splats
     * @param turns {@link SplatRows#turns}
     * @param options of renders of each scene
     */
    Teacher(
            ContextViews context,
            Tensor turns,
            IntFunction<Rasterizer.Options> options,
            double leastScale) {
        this.context = context;
        this.turns = turns;
        this.options = options;
        this.leastScale = leastScale;
    }

    /** What splats become in so many steps; constants, in the open scope. */
    SplatRows improved(SplatRows first, int steps) {
        try (Scope scope = Scope.open()) {
            Tensor begin = first.values().value();
            Var rates = Var.constant(rates(begin));
            Var moves = Var.parameter(Tensor.zeros(begin.device(), begin.shape()));
            Adam adam = new Adam(Map.of("moves", moves), Adam.Config.adam());
            for (int step = 0; step < steps; step++) {
                try (Scope inner = Scope.open()) {
                    SplatRows now = first.detach().moved(moves.mul(rates), leastScale);
                    Gradients gradients = error(now.gaussians(turns)).backward();
                    adam.step(gradients, 1);
                }
            }
            Tensor end = first.detach().moved(moves.mul(rates), leastScale).values().value();
            return new SplatRows(Var.constant(scope.keep(end)), first.grid());
        }
    }

    /** {@code [1, numbers]}. */
    private static Tensor rates(Tensor rows) {
        double[] rates = new double[rows.shape().dim(1)];
        Arrays.fill(rates, 0, SplatRows.SCALES, CENTERS);
        Arrays.fill(rates, SplatRows.SCALES, SplatRows.QUATS, SCALES);
        Arrays.fill(rates, SplatRows.QUATS, SplatRows.LOGIT, QUATS);
        Arrays.fill(rates, SplatRows.LOGIT, SplatRows.HARMONICS, LOGITS);
        Arrays.fill(rates, SplatRows.HARMONICS, rates.length, HARMONICS);
        return Tensor.of(rows.device(), Shape.of(1, rates.length), rates);
    }

    private Var error(List<Gaussians> splats) {
        Var sum = null;
        int views = context.views();
        for (int b = 0; b < context.scenes(); b++) {
            Tensor images = Arranging.slice(context.flat(), 0, b * views, (b + 1) * views);
            Var error =
                    SplatDescent.error(
                            splats.get(b), options.apply(b), context.cameras().get(b), images);
            sum = sum == null ? error : sum.add(error);
        }
        return sum.div(context.scenes());
    }
}
