package dev.resplat.train.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.resplat.RenderFeatures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrengthOrderTest {
    private static final DegradationConfig MOST =
            Config.named("trunk").as(TrunkConfig.class).degradation();

    @Test
    void ranksAreCompared() {
        double[] a = {1, 2, 3, 4, 5};
        assertEquals(1, StrengthOrder.rankCorrelation(a, new double[] {0, 1, 10, 11, 99}), 1e-12);
        assertEquals(-1, StrengthOrder.rankCorrelation(a, new double[] {9, 8, 7, 3, 1}), 1e-12);
        assertEquals(0, StrengthOrder.rankCorrelation(a, new double[] {2, 2, 2, 2, 2}), 1e-12);
        // ranks 0 1 2 3 4 and 1 0 2 4 3: one minus 6 sum of d^2 by n (n^2 - 1)
        double[] b = {2, 1, 3, 5, 4};
        assertEquals(1 - 6 * 4 / (5.0 * 24), StrengthOrder.rankCorrelation(a, b), 1e-12);
        // equal ones share 1.5, so the sums are 9.5, 10 and 9.5
        double[] c = {1, 2, 2, 3, 4};
        assertEquals(Math.sqrt(0.95), StrengthOrder.rankCorrelation(a, c), 1e-12);
    }

    /** Of one image the stronger is the farther away; a distance that is none says nothing. */
    @Test
    void distancesOfOneImageAreInOrder() {
        Image picture = BuiltInPicture.paint(32, 32);
        StrengthOrder order = new StrengthOrder(List.of(picture), MOST);
        Map<String, Double> colors = order.of(StrengthOrder::colors);
        assertEquals(1 + Degradation.values().length, colors.size());
        assertTrue(colors.get("order") > 0.95, colors.toString());
        Map<String, Double> nothing = order.of(images -> new double[images.size() - 1]);
        assertEquals(0, nothing.get("order"));
        Device device = new CpuDevice(1);
        try (Scope scope = Scope.open()) {
            RenderFeatures features =
                    new RenderFeatures(RenderFeatures.network(new RandomStream(1), device, 4));
            Map<String, Double> seen = order.of(StrengthOrder.features(features, device));
            assertTrue(seen.get("blur") > 0.9, seen.toString());
        }
        assertEquals(0, device.bytesInUse());
    }
}
