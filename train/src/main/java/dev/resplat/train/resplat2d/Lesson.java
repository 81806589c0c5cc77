package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What the model learns from some pictures: it makes splats of them, and every state on the way is
 * judged by its render.
 *
 * <p>As splats are detached between steps, the gradient of a render's loss with respect to its
 * splats is known as soon as it is rendered. What is differentiated in the end is therefore not the
 * loss but a {@link #surrogate} of the same gradient with respect to weights: the sum of all splats
 * times those gradients. Nothing of the renderer has to be kept for that.
 */
final class Lesson {
    /** Steps of refinement for the second frame of a sequence, in terms of those for the first. */
    private static final double SECOND_FRAME = 0.5;

    private final Resplat2d model;
    private final Objective objective;
    private final Teacher teacher;
    private final double growth;
    private final int pictures;
    private Var surrogate;
    private double loss;

    /**
     * @param growth how much less a state counts than the next
     * @param pictures over how many the mean is taken
     */
    Lesson(Resplat2d model, Objective objective, Teacher teacher, double growth, int pictures) {
        this.model = model;
        this.objective = objective;
        this.teacher = teacher;
        this.growth = growth;
        this.pictures = pictures;
    }

    /**
     * Takes in a picture.
     *
     * @param frames the picture, and perhaps what it looks like a moment later
     * @param splats how many it is made into
     * @param depth steps of refinement
     * @param seed of where splats are placed
     * @param taught which steps begin with a state of the teacher
     */
    void take(List<Image> frames, int splats, int depth, long seed, IntPredicate taught) {
        Resplat2d.Subject subject = model.look(frames.get(0));
        State first = subject.begin(splats, seed);
        List<Tensor> truth = List.of();
        for (int t = 1; t < depth && truth.isEmpty(); t++) {
            if (taught.test(t) && first.isFinite()) {
                truth = teacher.trajectory(frames.get(0), first, depth - 1);
            }
        }
        State last = unroll(subject, first, depth, truth, taught);
        for (Image frame : frames.subList(1, frames.size())) {
            State before = last.detach();
            int steps = (int) Math.ceil(depth * SECOND_FRAME);
            last = unroll(model.look(frame), before, steps, List.of(), t -> false);
            add(objective.frames(before.splats().value(), last.splats()), 1);
        }
    }

    /**
     * Refines so many times, and judges the first state, if it can learn, and all others. States
     * that are no numbers end it: then the loss is none, either.
     */
    private State unroll(
            Resplat2d.Subject subject,
            State first,
            int depth,
            List<Tensor> truth,
            IntPredicate taught) {
        double weight = weightOfFirst(depth);
        State state = first;
        Rendering rendering = judge(subject, state, weight);
        for (int t = 0; t < depth && Double.isFinite(loss); t++) {
            if (t > 0 && !truth.isEmpty() && taught.test(t)) {
                state = new State(Var.constant(truth.get(t - 1)), state.memory());
                rendering = subject.render(state);
            }
            Resplat2d.Step step = subject.refine(t, state, rendering);
            add(objective.step(step), 1.0 / depth);
            state = step.state();
            weight /= growth;
            rendering = judge(subject, state, weight);
        }
        return state;
    }

    /** Weights grow by {@code 1 / growth} from step to step, and their sum is one. */
    private double weightOfFirst(int depth) {
        double sum = 0;
        for (int t = 0; t <= depth; t++) {
            sum += Math.pow(growth, depth - t);
        }
        return Math.pow(growth, depth) / sum;
    }

    private Rendering judge(Resplat2d.Subject subject, State state, double weight) {
        Rendering rendering = subject.render(state);
        if (!state.isFinite()) {
            loss = Double.NaN;
            return rendering;
        }
        Var judged = objective.image(rendering.image(), subject.target());
        double value = judged.value().item();
        loss += weight / pictures * value;
        if (Double.isFinite(value) && state.splats().needsGrad()) {
            Var gradient = Var.constant(rendering.gradient(judged));
            sum(state.splats().mul(gradient).sum(), weight);
        }
        return rendering;
    }

    private void add(Var term, double weight) {
        loss += weight / pictures * term.value().item();
        sum(term, weight);
    }

    private void sum(Var term, double weight) {
        Var weighted = term.mul(weight / pictures);
        surrogate = surrogate == null ? weighted : surrogate.add(weighted);
    }

    /** The loss: the mean over pictures; no number if states are none. */
    double loss() {
        boolean finite = surrogate != null && Double.isFinite(surrogate.value().item());
        return finite ? loss : Double.NaN;
    }

    /**
     * If the loss is a number, one of no meaning whose gradient with respect to weights is that of
     * the loss.
     */
    Var surrogate() {
        return surrogate;
    }
}
