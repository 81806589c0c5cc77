package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Rasterizer.Rendering;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;

/**
 * An image that gsplat has rendered (four splats with harmonics of degree 3) comes out the same.
 */
class GsplatGoldenTest {
    private static final int WIDTH = 123;
    private static final int HEIGHT = 82;
    private static final double TOLERANCE = 1e-5;

    @Test
    void theReferenceAgrees() {
        check(new ReferenceDevice());
    }

    @Test
    void theCpuAgrees() {
        check(new CpuDevice(2));
    }

    private static void check(Device device) {
        SafetensorsFile file =
                SafetensorsFile.open(
                        RealData.require("numeric/brush_gsplat/tiny_case.safetensors"));
        Splats3d splats =
                new Splats3d(
                        3,
                        file.get("means").toFloats(),
                        file.get("quats").toFloats(),
                        file.get("scales").toFloats(),
                        file.get("opacities").toFloats(),
                        file.get("coeffs").toFloats());
        float[] expected = file.get("out_img").toFloats();
        double[] pose = {1, 0, 0, -0.123, 0, 1, 0, -0.456, 0, 0, 1, 8, 0, 0, 0, 1};
        double focal = WIDTH / 2.0;
        Camera camera = new Camera(WIDTH, HEIGHT, focal, focal, WIDTH / 2.0, HEIGHT / 2.0, pose);
        try (Scope scope = Scope.open()) {
            Rendering rendering =
                    Rasterizer.render(Gaussians.of(device, splats), camera, Options.of(3));
            float[] image = rendering.image().value().toFloats();
            float[] alpha = rendering.alpha().toFloats();
            for (int i = 0; i < alpha.length; i++) {
                for (int c = 0; c < 3; c++) {
                    assertEquals(expected[4 * i + c], image[3 * i + c], TOLERANCE);
                }
                assertEquals(expected[4 * i + 3], alpha[i], TOLERANCE);
            }
        }
    }
}
