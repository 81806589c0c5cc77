package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;

/**
 * Pictures being made into splats by a trained model: the encoder's proposal, then steps of
 * refinement, as many as one likes. A picture may be followed by the next frame of a sequence,
 * which begins with the splats of the last.
 *
 * <p>It opens scopes that {@link #close} closes: scopes that are opened after it must be closed
 * before it.
 */
public final class Reconstruction implements AutoCloseable {
    /** Steps of refinement for which the head is made; further ones do little. */
    public static final int MOST_DEPTH = 8;

    private final Resplat2d model;
    private Scope scope;
    private Resplat2d.Subject subject;
    private Image picture;
    private State state;
    private int depth;
    private long moved;
    private long replaced;
    private long nanoseconds;

    /** Nothing yet: {@link #begin} gives it a picture. */
    public Reconstruction(Resplat2d model) {
        this.model = model;
    }

    /**
     * Begins with a picture: the splats are the encoder's proposal.
     *
     * @param picture of one pixel or more
     * @param splats how many, 1 or more
     * @param seed of where they are placed
     */
    public void begin(Image picture, int splats, long seed) {
        if (splats < 1) {
            throw new IllegalArgumentException(
                    "a picture of %d splats: 1 or more".formatted(splats));
        }
        close();
        scope = Scope.open();
        long start = System.nanoTime();
        look(picture);
        try (Scope step = Scope.open()) {
            take(step, subject.begin(splats, seed));
        }
        nanoseconds = System.nanoTime() - start;
        moved = 0;
        replaced = 0;
    }

    /**
     * Goes on with the next frame of a sequence: splats stay as they are until they are refined.
     *
     * @param frame of the size of the picture before
     */
    public void next(Image frame) {
        requireBegun();
        if (frame.width() != picture.width() || frame.height() != picture.height()) {
            throw new IllegalArgumentException(
                    "a frame of %d x %d pixels after one of %d x %d"
                            .formatted(
                                    frame.width(),
                                    frame.height(),
                                    picture.width(),
                                    picture.height()));
        }
        long start = System.nanoTime();
        Tensor splats = scope.keep(state.splats().value());
        Tensor memory = scope.keep(state.memory().value());
        scope.close();
        scope = Scope.open();
        look(frame);
        state = new State(Var.constant(splats.alias()), Var.constant(memory.alias()));
        splats.free();
        memory.free();
        nanoseconds += System.nanoTime() - start;
    }

    private void requireBegun() {
        if (state == null) {
            throw new IllegalStateException("no picture has begun: call begin first");
        }
    }

    private void look(Image picture) {
        this.picture = picture;
        subject = model.look(picture);
        depth = 0;
    }

    /** One step of refinement. */
    public void refine() {
        requireBegun();
        long start = System.nanoTime();
        try (Scope scope = Scope.open()) {
            Resplat2d.Step step = subject.refine(depth, state, subject.render(state));
            Tensor splats = state.splats().value();
            Tensor memory = state.memory().value();
            take(scope, step.state());
            splats.free();
            memory.free();
            moved += step.chosen();
            replaced += step.replaced();
        }
        depth++;
        nanoseconds += System.nanoTime() - start;
    }

    private void take(Scope step, State state) {
        this.state =
                new State(
                        Var.constant(step.keep(state.splats().value())),
                        Var.constant(step.keep(state.memory().value())));
    }

    /** What the splats look like now; not clipped. */
    public Image render() {
        requireBegun();
        try (Scope scope = Scope.open()) {
            return new Image(
                    picture.width(),
                    picture.height(),
                    subject.render(state).image().value().toFloats());
        }
    }

    /** The splats now. */
    public Splats2d splats() {
        requireBegun();
        return state.splats(picture.width(), picture.height());
    }

    /** Steps of refinement since this picture began. */
    public int depth() {
        return depth;
    }

    /** Splats that steps have moved, summed over all steps; without selection it would be all. */
    public long moved() {
        return moved;
    }

    /** Splats that were removed, and as many added, summed over all steps. */
    public long replaced() {
        return replaced;
    }

    /** Whether splats are numbers at all; if not, they cannot be refined. */
    boolean isFinite() {
        return state.isFinite();
    }

    /** What it took so far; {@link #render} and {@link #splats} do not count. */
    public double seconds() {
        return nanoseconds / 1e9;
    }

    /** Frees what it has on the device. */
    @Override
    public void close() {
        if (scope != null) {
            scope.close();
            scope = null;
            state = null;
        }
    }
}
