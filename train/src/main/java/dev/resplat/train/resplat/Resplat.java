package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Mode;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.train.stereo.DepthNetwork;
import dev.resplat.train.stereo.Depths;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * ReSplat in 3D (Xu et al. 2025): few splats of a scene from several views in one pass, which are
 * then moved several times by what their renders of these views lack.
 *
 * <pre>{@code
 * depths = depth_predictor(images)                            how far away pixels are
 * points, features, splats = pt, gaussian_head(depths)        InitialSplats
 * repeat: splats, state = update(splats, state, errors of their renders)     Recurrence
 * }</pre>
 *
 * <p>Parameters have the names that they have in the authors' checkpoints, without {@code encoder.}
 * before them; the frozen network is not among them.
 */
public final class Resplat extends SynthesisModel {
    private static final String UPDATE = "update_";
    private static final String UNTIED = "untied.";

    private final ResplatNetwork config;
    private final RenderFeatures trunk;
    private final DepthSource depths;
    private final InitialSplats initial;
    private final Recurrence recurrence;
    private final Steps steps;

    /** How often scenes are refined. */
    @FunctionalInterface
    public interface Steps {
        /**
         * Of a pass that leaves it to the model.
         *
         * @return 0 or more; in training the first splats are learned when it is 0, and only the
         *     recurrent part otherwise
         */
        int of(Pass pass);

        /**
         * Whether a step begins with a state of a teacher.
         *
         * @param step its number, from 0
         * @return how many steps of descent the first splats have made; 0 for the model's own state
         */
        default int taught(Pass pass, int step) {
            return 0;
        }
    }

    /** What says how far away pixels of views are. */
    @FunctionalInterface
    interface DepthSource {
        Depths of(ContextViews context, Mode mode);
    }

    /**
     * Begins with small random weights, and a recurrent part that changes nothing.
     *
     * @param trunk on the device; may be null where errors of features are not used
     * @param steps how often scenes are refined where a pass does not say
     */
    public Resplat(
            RandomStream random,
            Device device,
            ResplatNetwork config,
            RenderFeatures trunk,
            Steps steps) {
        this(random, device, config, trunk, steps, null);
    }

    /** With depths of another source than a network of its own, unless that is null. */
    Resplat(
            RandomStream random,
            Device device,
            ResplatNetwork config,
            RenderFeatures trunk,
            Steps steps,
            DepthSource source) {
        this.config = config;
        this.trunk = trunk;
        this.steps = steps;
        depths = source == null ? network(random, device) : source;
        initial = new InitialSplats(this::child, random, device, config);
        int features = config.update().features() ? trunk.channels() : 0;
        recurrence = new Recurrence(this::child, random, device, config, features);
    }

    private DepthSource network(RandomStream random, Device device) {
        return child(
                        "depth_predictor",
                        new DepthNetwork(random, device, config.stereo(), config.checkpoint()))
                ::forward;
    }

    /** What it is made of. */
    public ResplatNetwork config() {
        return config;
    }

    /** Parameters of the recurrent part, or those of all else, by name. */
    public Map<String, Var> parameters(boolean recurrent) {
        Map<String, Var> some = new LinkedHashMap<>();
        parameters()
                .forEach(
                        (name, parameter) -> {
                            boolean is = name.startsWith(UPDATE) || name.startsWith(UNTIED);
                            if (is == recurrent) {
                                some.put(name, parameter);
                            }
                        });
        return some;
    }

    /**
     * {@inheritDoc} In training it learns the first splats where they are not refined, and else the
     * recurrent part only.
     */
    @Override
    public ResplatScenes look(ContextViews context, Pass pass) {
        int depth = pass.depth() == Pass.OWN_DEPTH ? steps.of(pass) : pass.depth();
        return look(context, pass.training(), depth, depth > 0, step -> steps.taught(pass, step));
    }

    /**
     * Makes splats, and refines them.
     *
     * @param training whether gradients are wanted
     * @param depth how often they are refined
     * @param refineOnly whether gradients are wanted of the recurrent part only: nothing is kept of
     *     what makes the first splats
     * @throws IllegalArgumentException if images are not multiples of {@link
     *     ResplatNetwork#multiple()} pixels
     */
    public ResplatScenes look(
            ContextViews context, boolean training, int depth, boolean refineOnly) {
        return look(context, training, depth, refineOnly, step -> 0);
    }

    private ResplatScenes look(
            ContextViews context,
            boolean training,
            int depth,
            boolean refineOnly,
            IntUnaryOperator taught) {
        int multiple = config.multiple();
        if (context.height() % multiple != 0 || context.width() % multiple != 0) {
            throw new IllegalArgumentException(
                    "images of %d x %d pixels: both must be multiples of %d"
                            .formatted(context.width(), context.height(), multiple));
        }
        List<ViewFrame> axes =
                context.cameras().stream()
                        .map(cameras -> ViewFrame.of(config.frame(), cameras))
                        .toList();
        First first =
                training && !refineOnly
                        ? first(context, axes, Mode.TRAINING)
                        : constantFirst(context, axes);
        List<ViewFrame> frames = first.frames;
        ContextViews inFrame = ViewFrame.in(frames, context);
        Tensor turns = SplatRows.turns(context.images().device(), inFrame.cameras());
        Course course = new Course(first.start.rows());
        if (depth > 0) {
            if (training) {
                refine(inFrame, first, turns, depth, true, taught, course);
            } else {
                constantCourse(inFrame, first, turns, depth, course);
            }
        }
        List<List<Gaussians>> splats =
                course.rows.stream().map(rows -> rows.gaussians(turns)).toList();
        return new ResplatScenes(
                context, frames, config.splats(), splats, course, first.depth, first.shares);
    }

    /**
     * The first splats.
     *
     * @param start in the frames of the scenes
     * @param depth of all pixels {@code [B V, H, W, 1]}, in units of the cameras
     * @param shares of its candidates, {@code [B V, H/f, W/f, n]}
     */
    private record First(
            InitialSplats.Start start, Var depth, Var shares, List<ViewFrame> frames) {}

    /**
     * What has become of the splats.
     *
     * @param rows at first, and after each step
     * @param deltas of each step
     */
    record Course(List<SplatRows> rows, List<Var> deltas) {
        Course(SplatRows first) {
            this(new ArrayList<>(List.of(first)), new ArrayList<>());
        }
    }

    private First first(ContextViews context, List<ViewFrame> axes, Mode mode) {
        Depths found = depths.of(ViewFrame.in(axes, context), mode);
        // Where nothing is learned nothing is computed again, but freed.
        boolean again = config.checkpoint() || mode == Mode.EVALUATION;
        if (config.unit() == ResplatNetwork.Unit.CAMERAS) {
            InitialSplats.Start start = initial.of(ViewFrame.in(axes, context), found, again);
            return new First(start, found.depth(), found.shares(), axes);
        }
        double[] typical = typical(found.depth(), context.scenes());
        List<ViewFrame> frames = new ArrayList<>();
        double[] factors = new double[typical.length];
        for (int b = 0; b < typical.length; b++) {
            frames.add(axes.get(b).times(typical[b]));
            factors[b] = 1 / typical[b];
        }
        Shape each = Shape.of(context.scenes(), 1);
        Var factor = Var.constant(Tensor.of(found.depth().device(), each, factors));
        Var depth =
                found.depth()
                        .reshape(context.scenes(), -1)
                        .mul(factor)
                        .reshape(found.depth().shape().dims());
        InitialSplats.Start start =
                initial.of(ViewFrame.in(frames, context), found.withDepth(depth), again);
        return new First(start, found.depth(), found.shares(), frames);
    }

    /** The geometric means of the depths of each scene, which is all that leaves the device. */
    private static double[] typical(Var depth, int scenes) {
        try (Scope scope = Scope.open()) {
            double[] means =
                    depth.value()
                            .reshape(scenes, -1)
                            .map(UnaryOp.LOG)
                            .reduce(ReduceOp.MEAN, 1)
                            .toDoubles();
            for (int b = 0; b < scenes; b++) {
                // Else there is no frame; what is no number in the loss, the training notices.
                means[b] = Double.isFinite(means[b]) ? Math.exp(means[b]) : 1;
            }
            return means;
        }
    }

    /** The same without anything to be learned; all else is freed. */
    private First constantFirst(ContextViews context, List<ViewFrame> axes) {
        try (Scope scope = Scope.open()) {
            First made = first(context, axes, Mode.EVALUATION);
            SplatRows rows = made.start.rows();
            return new First(
                    new InitialSplats.Start(rows.kept(scope), kept(scope, made.start.features())),
                    kept(scope, made.depth),
                    kept(scope, made.shares),
                    made.frames);
        }
    }

    /** As a constant that outlives a scope. */
    static Var kept(Scope scope, Var made) {
        Tensor value = made.value();
        return Var.constant(scope.keep(scope.owns(value) ? value : value.alias()));
    }

    private void constantCourse(
            ContextViews context, First first, Tensor turns, int depth, Course course) {
        try (Scope scope = Scope.open()) {
            Course made = new Course(first.start.rows());
            refine(context, first, turns, depth, false, step -> 0, made);
            for (int step = 0; step < depth; step++) {
                course.rows.add(made.rows.get(step + 1).kept(scope));
                course.deltas.add(kept(scope, made.deltas.get(step)));
            }
        }
    }

    private void refine(
            ContextViews context,
            First first,
            Tensor turns,
            int depth,
            boolean training,
            IntUnaryOperator taught,
            Course course) {
        SplatRows rows = first.start.rows().toBeMoved();
        IntFunction<Rasterizer.Options> options =
                scene -> ResplatScenes.options(context, config.splats(), scene);
        RenderError error = new RenderError(context, rows.grid(), config.update(), trunk, options);
        double part = config.update().turnover();
        Optional<Turnover> turnover =
                part > 0 ? Optional.of(new Turnover(context, rows.grid(), part)) : Optional.empty();
        Var begin = recurrence.begin(first.start.features(), rows.grid());
        Var state = begin;
        Teacher teacher = new Teacher(context, turns, options, config.splats().leastScale());
        SplatRows start = rows;
        for (int step = 0; step < depth; step++) {
            int lessons = taught.applyAsInt(step);
            rows = lessons > 0 ? teacher.improved(start, lessons) : rows;
            error.begin();
            for (int i = 1; i < config.update().newton(); i++) {
                rows = error.newton(rows, turns, config.splats().leastScale());
            }
            Recurrence.Moved moved =
                    training
                            ? step(step, rows, state, error, turnover, turns, config.checkpoint())
                            : constantStep(step, rows, state, error, turnover, turns);
            course.rows.add(moved.rows());
            course.deltas.add(moved.delta());
            rows = moved.rows().detach();
            state = config.update().remember() ? moved.state() : begin;
        }
    }

    private Recurrence.Moved step(
            int step,
            SplatRows rows,
            Var state,
            RenderError error,
            Optional<Turnover> turnover,
            Tensor turns,
            boolean again) {
        RenderError.Errors errors = error.of(rows, turns);
        Recurrence.Moved moved = recurrence.step(step, rows, state, errors, again);
        if (turnover.isEmpty()) {
            return moved;
        }
        SplatRows renewed = turnover.get().of(moved.rows(), errors.squares(), errors.depths());
        return new Recurrence.Moved(renewed, moved.state(), moved.delta());
    }

    /** The same without anything to be learned; all else is freed. */
    private Recurrence.Moved constantStep(
            int step,
            SplatRows rows,
            Var state,
            RenderError error,
            Optional<Turnover> turnover,
            Tensor turns) {
        try (Scope scope = Scope.open()) {
            Recurrence.Moved made = step(step, rows, state, error, turnover, turns, true);
            return new Recurrence.Moved(
                    made.rows().kept(scope), kept(scope, made.state()), kept(scope, made.delta()));
        }
    }
}
