package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TeacherTest {
    private static final int SPLATS = 60;

    private final Device device = Devices.cpu();
    private final Image picture = BuiltInPicture.paint(48, 32);

    private State first() {
        Resplat2dConfig config = Config.named("resplat2d").as(Resplat2dConfig.class);
        return new Resplat2d(new RandomStream(1), device, config.network())
                .look(picture)
                .begin(SPLATS, 1);
    }

    private double error(Tensor splats) {
        Tensor target = Tensor.of(device, Shape.of(32, 48, 3), picture.colors());
        Tensor image = Rendering.of(splats, 48, 32).image().value();
        return image.sub(target).map(UnaryOp.SQUARE).sum().item();
    }

    @Test
    void everyStateOfTheTeacherIsBetterThanTheOneBefore() {
        try (Scope scope = Scope.open()) {
            State first = first();
            List<Tensor> states = new Teacher(device, 6).trajectory(picture, first, 4);
            assertEquals(4, states.size());
            double start = error(first.splats().value());
            double before = start;
            for (Tensor state : states) {
                assertEquals(Shape.of(SPLATS, Column.COUNT), state.shape());
                double error = error(state);
                assertTrue(error < before, error + " after " + before);
                before = error;
            }
            assertTrue(before < 0.7 * start, start + " to " + before);
        }
        assertEquals(0, device.bytesInUse());
    }
}
