package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lesson makes small, and that its surrogate has the gradient of that. */
final class LessonTest {
    private static final int SPLATS = 40;

    /**
     * Relative. That footprints end is not differentiated; there they have {@code exp(-3.5^2 / 2)},
     * 0.0022, of their height, which is about what a gradient may lack.
     */
    private static final double TOLERANCE = 3e-3;

    private static final double CHANGE = 1e-4;
    private static final IntPredicate NEVER = t -> false;

    private final Device device = Devices.find("reference");
    private final Scope scope = Scope.open();
    private final Image picture = BuiltInPicture.paint(24, 18);
    private final Resplat2dConfig config =
            Config.named("resplat2d")
                    .with(
                            List.of(
                                    "network.width=6",
                                    "network.encoder=3",
                                    "network.memory=3",
                                    "network.neighbors=3",
                                    "network.selected=1.0",
                                    "network.turnover=0.0",
                                    "loss.l1=0.0",
                                    "loss.splats=0.01",
                                    "loss.smoothness=0.01",
                                    "loss.recurrence=0.01",
                                    "loss.frames=0.01"))
                    .as(Resplat2dConfig.class);
    private final Resplat2d model = new Resplat2d(new RandomStream(1), device, config.network());

    @AfterEach
    void close() {
        scope.close();
    }

    private Lesson lesson(double growth) {
        return new Lesson(
                model,
                new Objective(config.loss(), Optional.empty()),
                new Teacher(device, 4),
                growth,
                1);
    }

    private Lesson taken(int depth) {
        Lesson lesson = lesson(0.5);
        lesson.take(List.of(picture), SPLATS, depth, 1, NEVER);
        return lesson;
    }

    /** Weights that are not zero anywhere, so that a head does something. */
    private void disturb() {
        RandomStream random = new RandomStream(2);
        for (Var parameter : model.parameters().values()) {
            float[] values = parameter.value().toFloats();
            float[] noise = random.normal(device, parameter.shape()).toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.2f * noise[i];
            }
            parameter.value().write(values);
        }
    }

    /**
     * States are detached between steps: the gradient with respect to weights is whole where these
     * change nothing before the last step. What is remembered then is of no use any more, and what
     * all keys have in common is of none ever.
     */
    @Test
    void theSurrogateHasTheGradientOfTheLossWithRespectToTheHead() {
        disturb();
        Gradients gradients = taken(1).surrogate().backward();
        int checked = 0;
        for (String name : model.parameters().keySet()) {
            boolean idle = name.contains(".remember.") || name.endsWith(".key.bias");
            boolean head = name.startsWith("refiners.0.") && !idle;
            if (head || name.startsWith("encoder.memory.")) {
                check(name, gradients, 1);
                checked++;
            }
        }
        assertTrue(checked > 10, "parameters checked: " + checked);
    }

    @Test
    void theSurrogateHasTheGradientOfTheLossWithRespectToTheEncoder() {
        disturb();
        Gradients gradients = taken(0).surrogate().backward();
        int checked = 0;
        for (String name : model.parameters().keySet()) {
            if (name.startsWith("encoder.") && !name.startsWith("encoder.memory.")) {
                check(name, gradients, 0);
                checked++;
            }
        }
        assertTrue(checked > 5, "parameters checked: " + checked);
    }

    /** The weight with the largest gradient, by central differences. */
    private void check(String name, Gradients gradients, int depth) {
        Var parameter = model.parameters().get(name);
        double[] gradient = gradients.of(parameter).toDoubles();
        int largest = 0;
        for (int i = 1; i < gradient.length; i++) {
            largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
        }
        float[] values = parameter.value().toFloats();
        float before = values[largest];
        float more = (float) (before + CHANGE);
        float less = (float) (before - CHANGE);
        double slope =
                (loss(parameter, values, largest, more, depth)
                                - loss(parameter, values, largest, less, depth))
                        / ((double) more - less);
        loss(parameter, values, largest, before, depth);
        assertTrue(Math.abs(gradient[largest]) > 1e-7, name + " does nothing");
        assertEquals(
                slope,
                gradient[largest],
                TOLERANCE * Math.abs(slope) + 1e-8,
                name + "[" + largest + "]");
    }

    private double loss(Var parameter, float[] values, int index, float value, int depth) {
        values[index] = value;
        parameter.value().write(values);
        try (Scope one = Scope.open()) {
            return taken(depth).loss();
        }
    }

    /** A new head changes nothing: all states look the same, whatever their weights. */
    @Test
    void weightsOfStatesSumToOne() {
        double single = taken(0).loss();
        double step = taken(1).loss() - single;
        for (double growth : new double[] {0.1, 0.5, 1}) {
            for (int depth : new int[] {1, 3, 6}) {
                Lesson lesson = lesson(growth);
                lesson.take(List.of(picture), SPLATS, depth, 1, NEVER);
                assertEquals(single + step, lesson.loss(), 1e-9 + 1e-6 * single);
            }
        }
        assertEquals(0.01 * 0.5, step, 0.003, "opacity alone");
    }

    @Test
    void laterStatesCountMore() {
        disturb();
        Objective objective = new Objective(config.loss(), Optional.empty());
        Resplat2d.Subject subject = model.look(picture);
        State state = subject.begin(SPLATS, 1);
        double expected = judged(objective, subject, state) / 7;
        for (int t = 0; t < 2; t++) {
            Resplat2d.Step step = subject.refine(t, state, subject.render(state));
            state = step.state();
            expected += objective.step(step).value().item() / 2;
            expected += judged(objective, subject, state) * (t == 0 ? 2 : 4) / 7;
        }
        assertEquals(expected, taken(2).loss(), 1e-9);
    }

    private double judged(Objective objective, Resplat2d.Subject subject, State state) {
        return objective.image(subject.render(state).image(), subject.target()).value().item();
    }

    @Test
    void aStateOfTheTeacherIsWhereAStepBegins() {
        Lesson taught = lesson(0.5);
        taught.take(List.of(picture), SPLATS, 2, 1, t -> t == 1);
        assertTrue(taught.loss() < 0.95 * taken(2).loss(), taught + " " + taken(2).loss());
    }

    @Test
    void aSecondFrameIsLearnedFromToo() {
        disturb();
        Image next = BuiltInPicture.paint(25, 18);
        float[] shifted = new float[3 * 24 * 18];
        for (int y = 0; y < 18; y++) {
            System.arraycopy(next.colors(), 3 * (25 * y + 1), shifted, 72 * y, 72);
        }
        Lesson lesson = lesson(0.5);
        lesson.take(List.of(picture, new Image(24, 18, shifted)), SPLATS, 1, 1, NEVER);
        assertTrue(lesson.loss() > 1.5 * taken(1).loss());
        Var newest = model.parameters().get("refiners.0.move.bias");
        assertTrue(lesson.surrogate().backward().reaches(newest));
    }
}
