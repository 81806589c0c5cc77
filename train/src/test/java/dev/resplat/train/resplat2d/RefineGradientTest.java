package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.image.Image;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gradients of all weights against finite differences, and how far they reach. */
class RefineGradientTest {
    private static final double STEP = 1e-6;
    private static final int N = 7;
    private static final Image PICTURE = Small.waves(11, 9);

    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }

    /** Moves each parameter along a random direction. */
    private void check(Resplat2d model, Gradients gradients, Supplier<Tensor> loss) {
        RandomStream random = new RandomStream(6);
        for (Map.Entry<String, Var> entry : model.parameters().entrySet()) {
            Var p = entry.getValue();
            Tensor v = random.normal(device, p.shape());
            assertTrue(gradients.reaches(p), entry.getKey() + " has no gradient");
            double analytic = dot(gradients.of(p), v);
            double[] start = p.value().toDoubles();
            double above = at(p, start, v, STEP, loss);
            double below = at(p, start, v, -STEP, loss);
            device.upload(start, p.value().buffer(), start.length);
            double numeric = (above - below) / (2 * STEP);
            double parts = dot(gradients.of(p).map(UnaryOp.ABS), v.map(UnaryOp.ABS));
            assertEquals(numeric, analytic, 2e-6 * parts + 1e-8, entry.getKey());
        }
    }

    private double at(Var p, double[] start, Tensor v, double step, Supplier<Tensor> loss) {
        double[] moved = v.toDoubles();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = start[i] + step * moved[i];
        }
        device.upload(moved, p.value().buffer(), moved.length);
        try (Scope inner = Scope.open()) {
            return loss.get().item();
        }
    }

    private Tensor normal(long seed, int... dims) {
        return new RandomStream(seed).normal(device, Shape.of(dims));
    }

    /** The proposal, then a step from splats that do not depend on weights. */
    private Var proposalAndStep(Resplat2d model, Tensor splats) {
        Resplat2d.Subject subject = model.look(PICTURE);
        State begin = subject.begin(N, 5);
        State state = new State(Var.constant(splats), begin.memory());
        State next = subject.refine(0, state, subject.render(state)).state();
        Var sum = begin.splats().mul(Var.constant(normal(1, N, 10))).sum();
        sum = sum.add(next.splats().mul(Var.constant(normal(2, N, 10))).sum());
        return sum.add(next.memory().mul(Var.constant(normal(3, N, 2))).sum());
    }

    @Test
    void gradientsOfAllWeights() {
        for (double turnover : new double[] {0.2, 0.5}) {
            Resplat2d model = Small.scattered(device, Small.config(0.6, turnover, Small.ALL));
            Tensor splats = Small.splats(device, Small.rows(N, 11, 9));
            Gradients gradients = proposalAndStep(model, splats).backward();
            check(model, gradients, () -> proposalAndStep(model, splats).value());
        }
    }

    /** A loss of pixels reaches the weights by way of its gradient with respect to the splats. */
    @Test
    void gradientsOfALossOfPixels() {
        Resplat2d model = Small.scattered(device, Small.config(0.6, 0, Small.ALL));
        Tensor splats = Small.splats(device, Small.rows(N, 11, 9));
        Tensor memory = normal(4, N, 2);
        Resplat2d.Subject subject = model.look(PICTURE);
        State next = refined(subject, splats, memory);
        Rendering rendering = subject.render(next);
        Tensor slope = rendering.gradient(loss(subject, rendering));
        Var surrogate = next.splats().mul(Var.constant(slope)).sum();
        Gradients gradients = surrogate.backward();
        for (Map.Entry<String, Var> entry : model.parameters().entrySet()) {
            boolean head = entry.getKey().startsWith("refiners.0");
            boolean remembers = entry.getKey().contains(".remember.");
            // the bias of keys adds the same to all scores
            boolean idle = entry.getKey().endsWith("attention.key.bias");
            if (!head || remembers || idle) {
                continue;
            }
            Var p = entry.getValue();
            Tensor v = new RandomStream(8).normal(device, p.shape());
            double[] start = p.value().toDoubles();
            Supplier<Tensor> loss =
                    () -> {
                        Resplat2d.Subject again = model.look(PICTURE);
                        State moved = refined(again, splats, memory);
                        return loss(again, again.render(moved)).value();
                    };
            double numeric =
                    (at(p, start, v, STEP, loss) - at(p, start, v, -STEP, loss)) / (2 * STEP);
            device.upload(start, p.value().buffer(), start.length);
            double parts = dot(gradients.of(p).map(UnaryOp.ABS), v.map(UnaryOp.ABS));
            assertTrue(parts > 1e-7, entry.getKey() + " has hardly a gradient: " + parts);
            assertEquals(numeric, dot(gradients.of(p), v), 1e-5 * parts + 1e-9, entry.getKey());
        }
    }

    private static State refined(Resplat2d.Subject subject, Tensor splats, Tensor memory) {
        State state = new State(Var.constant(splats), Var.constant(memory));
        return subject.refine(0, state, subject.render(state)).state();
    }

    private static Var loss(Resplat2d.Subject subject, Rendering rendering) {
        return Losses.meanSquaredError(rendering.image(), Var.constant(subject.target()));
    }

    /** Heads of their own tell which step a gradient has reached. */
    @Test
    void aLaterLossReachesEarlierStepsThroughMemoryOnly() {
        for (boolean remembers : new boolean[] {true, false}) {
            NetworkConfig.Parts parts = new NetworkConfig.Parts(true, remembers, true, 2);
            Resplat2d model = Small.scattered(device, Small.config(1, 0, parts));
            Resplat2d.Subject subject = model.look(PICTURE);
            State first = subject.begin(N, 5);
            State second = subject.refine(0, first, subject.render(first)).state();
            State third = subject.refine(1, second, subject.render(second)).state();
            Map<String, Var> p = model.parameters();
            Gradients gradients = Elementwise.square(third.splats()).sum().backward();
            assertTrue(gradients.reaches(p.get("refiners.1.move.weight")));
            assertFalse(gradients.reaches(p.get("refiners.0.move.weight")));
            assertFalse(gradients.reaches(p.get("encoder.moves.weight")));
            assertEquals(remembers, gradients.reaches(p.get("refiners.0.remember.weight")));
            assertEquals(remembers, gradients.reaches(p.get("refiners.0.attention.key.weight")));
            assertEquals(remembers, gradients.reaches(p.get("encoder.memory.weight")));
            assertTrue(gradients.reaches(p.get("encoder.near.weight")));
        }
    }
}
