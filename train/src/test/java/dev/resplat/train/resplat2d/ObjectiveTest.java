package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.metrics.Ssim;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Terms of the loss, by examples whose values follow by hand. */
final class ObjectiveTest {
    private final Device device = Devices.find("reference");
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private static Resplat2dConfig.Loss weights(
            double splats, double smoothness, double recurrence, double frames) {
        return new Resplat2dConfig.Loss(0, 1, 0, "", 1, splats, smoothness, recurrence, frames);
    }

    private static Objective objective(
            double splats, double smoothness, double recurrence, double frames) {
        return new Objective(weights(splats, smoothness, recurrence, frames), Optional.empty());
    }

    private static Objective image(double l1, double l2, double perceptual) {
        return new Objective(
                new Resplat2dConfig.Loss(l1, l2, perceptual, "", 1, 0, 0, 0, 0), Optional.empty());
    }

    private Tensor tensor(Image picture) {
        Shape shape = Shape.of(picture.height(), picture.width(), 3);
        return Tensor.of(device, shape, picture.colors());
    }

    /** Two splats whose rows are zeros but for one column. */
    private Tensor rows(int column, double first, double second) {
        double[] rows = new double[2 * Column.COUNT];
        rows[column] = first;
        rows[Column.COUNT + column] = second;
        return Tensor.of(device, Shape.of(2, Column.COUNT), rows);
    }

    private Resplat2d.Step step(Tensor splats, Tensor moves) {
        Tensor others = Tensor.ofInts(device, Shape.of(2, 1), 1, 0);
        Var memory = Var.constant(Tensor.zeros(device, Shape.of(2, 1)));
        State state = new State(Var.constant(splats), memory);
        return new Resplat2d.Step(state, Var.constant(moves), others, 2, 0);
    }

    @Test
    void errorsAreMeansOverPixelsAndChannels() {
        Tensor target = Tensor.full(device, Shape.of(12, 12, 3), 0.5);
        Var image = Var.constant(target.add(-0.2));
        assertEquals(0.2, image(1, 0, 0).image(image, target).value().item(), 1e-9);
        assertEquals(0.04, image(0, 1, 0).image(image, target).value().item(), 1e-9);
        assertEquals(0.8, image(2, 10, 0).image(image, target).value().item(), 1e-9);
    }

    @Test
    void withoutWeightsOfLpipsThePerceptualLossIsOneMinusSsim() {
        Image picture = BuiltInPicture.paint(30, 20);
        Image other = picture.difference(new Image(30, 20, new float[1800]), 0.8f);
        double expected = 0.3 * (1 - Ssim.of(other, picture));
        Var image = Var.constant(tensor(other));
        assertTrue(expected > 0.001, "too alike to tell");
        assertEquals(expected, image(0, 0, 0.3).image(image, tensor(picture)).value().item(), 1e-5);
    }

    /** {@code (0.5^2 + 0.1^2) / 20}. */
    @Test
    void recurrenceIsTheMeanSquareOfMoves() {
        Resplat2d.Step step = step(rows(0, 0, 0), rows(Column.COLOR, 0.5, -0.1));
        assertEquals(0.013, objective(0, 0, 1, 0).step(step).value().item(), 1e-9);
        assertEquals(0, objective(0, 0, 0, 0).step(step).value().item(), 0);
    }

    /** Each has only the other as a neighbour: {@code 2 * 0.6^2 / 20}. */
    @Test
    void smoothnessIsHowNeighboursDiffer() {
        Objective smoothness = objective(0, 1, 0, 0);
        Resplat2d.Step apart = step(rows(0, 0, 0), rows(Column.COLOR, 0.5, -0.1));
        assertEquals(0.036, smoothness.step(apart).value().item(), 1e-9);
        Resplat2d.Step together = step(rows(0, 0, 0), rows(Column.COLOR, 0.5, 0.5));
        assertEquals(0, smoothness.step(together).value().item(), 1e-12);
    }

    /** Logits 0 and ln 3 are opacities 1/2 and 3/4. */
    @Test
    void splatsCostTheirOpacity() {
        Resplat2d.Step step = step(rows(Column.OPACITY, 0, Math.log(3)), rows(0, 0, 0));
        assertEquals(0.625, objective(1, 0, 0, 0).step(step).value().item(), 1e-6);
    }

    /** A centre moves in terms of its scale, which is 2 pixels: {@code (3 / 2)^2 / 20}. */
    @Test
    void framesAreComparedInTermsOfScales() {
        Tensor before = rows(Column.LOG_SCALE, Math.log(2), 0);
        Tensor after = before.add(rows(Column.MEAN, 3, 0));
        Objective frames = objective(0, 0, 0, 1);
        assertEquals(2.25 / 20, frames.frames(before, Var.constant(after)).value().item(), 1e-6);
        assertEquals(0, frames.frames(before, Var.constant(before)).value().item(), 0);
    }

    @Test
    void lpipsHasAGradientAlsoWhereColoursAreClipped() {
        var file = RealData.require("lpips/lpips_squeeze_v0.1.safetensors");
        Device cpu = Devices.cpu();
        Image picture = BuiltInPicture.paint(48, 40);
        Tensor target = Tensor.of(cpu, Shape.of(40, 48, 3), picture.colors());
        Var image = Var.parameter(target.mul(1.3).add(-0.1));
        Objective objective =
                new Objective(
                        new Resplat2dConfig.Loss(0, 0, 1, "", 1, 0, 0, 0, 0),
                        Optional.of(Perceptual.read(file, cpu).layer()));
        Var loss = objective.image(image, target);
        assertTrue(loss.value().item() > 0.001, "" + loss.value().item());
        double largest = 0;
        for (float g : loss.backward().of(image).toFloats()) {
            assertTrue(Float.isFinite(g));
            largest = Math.max(largest, Math.abs(g));
        }
        assertTrue(largest > 1e-6, "" + largest);
        assertEquals(0, objective.image(Var.constant(target), target).value().item(), 1e-5);
    }
}
