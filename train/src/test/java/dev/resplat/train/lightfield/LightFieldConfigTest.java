package dev.resplat.train.lightfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.config.Config;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import org.junit.jupiter.api.Test;

class LightFieldConfigTest {
    @Test
    void theSmallOneDiffersFromPixelSplatInItsNetworkOnly() {
        LightFieldConfig rays = Config.named("lightfield-mini").as(LightFieldConfig.class);
        PixelSplatConfig splats = Config.named("pixelsplat-mini").as(PixelSplatConfig.class);
        assertEquals(splats.network().backbone(), rays.network().backbone());
        assertEquals(splats.data(), rays.data());
        assertEquals(splats.loss(), rays.loss());
        assertEquals(splats.optimizer(), rays.optimizer());
        assertEquals(splats.schedule(), rays.schedule());
        assertEquals(splats.steps(), rays.steps());
        Device device = new CpuDevice(1);
        try (Scope scope = Scope.open()) {
            long expected = splats.make(new RandomStream(1), device).parameterCount();
            long count = rays.make(new RandomStream(1), device).parameterCount();
            assertTrue(count > 0.8 * expected && count < 1.25 * expected, "weights: " + count);
        }
    }

    /** 125.1 million parameters, by the table of pixelSplat's notes. */
    @Test
    void theLargeOneIsThatOfThePaper() {
        LightFieldConfig rays = Config.named("lightfield-re10k").as(LightFieldConfig.class);
        PixelSplatConfig splats = Config.named("pixelsplat-re10k").as(PixelSplatConfig.class);
        assertEquals(splats.network().backbone(), rays.network().backbone());
        assertEquals(splats.data(), rays.data());
        try (Scope scope = Scope.open()) {
            long count = rays.make(new RandomStream(1), new CpuDevice(1)).parameterCount();
            assertEquals(125.1e6, count, 2e6);
        }
    }
}
