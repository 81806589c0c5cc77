package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceException;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.fit.FitConfig;
import dev.resplat.train.fit.Fitter;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.optimize.SyntheticScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands fit and optimize learn with kernels of Aparapi what they learn on the CPU. Last
 * digits may decide where splats are added, and Adam makes whole steps of gradients that are
 * nothing else: so none are added, and its epsilon is larger.
 */
final class AparapiCommandsTest {
    private static final int STEPS = 50;

    private static final List<String> FIT =
            List.of(
                    "seconds=0",
                    "steps=" + STEPS,
                    "splats=100",
                    "growth.first=1",
                    "growth.moved=0",
                    "optimizer.epsilon=1e-4");

    @TempDir private Path temporary;

    /** Skips the test without the module opencl, or without what the device needs. */
    private static Device device(String name) {
        try {
            Device device = Devices.find(name);
            device.kernels(RasterKernels.class);
            return device;
        } catch (IllegalArgumentException | DeviceException e) {
            return abort(e.getMessage());
        }
    }

    private static void assertSameCurve(double[] expected, double[] actual) {
        assertTrue(expected[STEPS - 1] < 0.8 * expected[0], "nothing is learned");
        for (int i = 0; i < STEPS; i++) {
            assertEquals(expected[i], actual[i], 0.01 * expected[i], "step " + i);
        }
    }

    // ---- fit -------------------------------------------------------------------------------

    /** Mean squared errors of all steps. */
    private static double[] errors(Device device, BlendMode blend) {
        FitConfig config =
                Config.named("fit").with(FIT).with(List.of("blend=" + blend)).as(FitConfig.class);
        double[] errors = new double[STEPS];
        try (Fitter fitter = new Fitter(device, BuiltInPicture.paint(48, 32), config)) {
            for (int i = 0; i < STEPS; i++) {
                fitter.step();
                errors[i] = Math.pow(10, -fitter.psnr() / 10);
            }
        }
        assertEquals(0, device.bytesInUse());
        return errors;
    }

    @ParameterizedTest
    @ValueSource(strings = {"aparapi", "aparapi:threads", "aparapi:opencl"})
    void fitLearnsTheSame(String name) throws Exception {
        Device device = device(name);
        for (BlendMode blend : BlendMode.values()) {
            assertSameCurve(errors(Devices.cpu(), blend), errors(device, blend));
        }
        assertEquals(fit("cpu"), fit(name), 0.05);
    }

    /** PSNR after the command. */
    private double fit(String device) throws IOException {
        Path picture = Commands.picture(temporary.resolve("picture.png"), 48, 32);
        Path out = temporary.resolve("fit " + device.replace(':', ' '));
        List<String> arguments = new ArrayList<>(List.of("fit", picture.toString()));
        arguments.addAll(List.of("--out=" + out, "--device=" + device));
        arguments.addAll(FIT);
        Outcome outcome = Outcome.of(arguments);
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(device.split(":")[0], Commands.metrics(out).get("device").asText());
        return Commands.metrics(out).get("psnr").asDouble();
    }

    // ---- optimize --------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"aparapi", "aparapi:threads", "aparapi:opencl"})
    void optimizeLearnsTheSame(String name) throws Exception {
        device(name);
        Path scene = new SyntheticScene().withPoints().write(temporary.resolve("scene"));
        assertSameCurve(losses(scene, "cpu"), losses(scene, name));
    }

    /** Losses of all steps. */
    private double[] losses(Path scene, String device) throws IOException {
        Path out = temporary.resolve("run " + device.replace(':', ' '));
        Outcome outcome =
                Outcome.of(
                        List.of(
                                "optimize",
                                scene.toString(),
                                "--out=" + out,
                                "--device=" + device,
                                "--steps=" + STEPS,
                                "--max-splats=200",
                                "rates.sh0=0.02",
                                "saving.previewSeconds=0",
                                "adapt.every=20"));
        assertEquals(0, outcome.code(), outcome.err());
        JsonMapper mapper = JsonMapper.builder().build();
        double[] losses = new double[STEPS];
        List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
        assertEquals(STEPS, lines.size());
        for (int i = 0; i < STEPS; i++) {
            losses[i] = mapper.readTree(lines.get(i)).get("loss").asDouble();
        }
        return losses;
    }
}
