package dev.resplat.train;

import dev.resplat.splat.Splats2d;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.RunDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a picture of splats. */
@Command(
        name = "render",
        description = {
            "Makes a picture of splats, at any size: they have no pixels.",
            "The example is about what the example of fit leaves."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat render runs/splats/splats.npz --scale 4 --out runs/large"
        })
final class RenderCommand implements Runnable {
    /** Measured: the image, what covers it, a copy, and the PNG. */
    private static final long BYTES_PER_PIXEL = 60;

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(paramLabel = "SPLATS", description = "A file splats.npz that fit has written.")
    private Path file;

    @ArgGroup private Size size;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory for render.png; one that is there is replaced. Default:"
                            + " runs/render-N.")
    private Path out;

    /** How large the picture becomes; width and height keep their ratio. */
    private static final class Size {
        @Option(
                names = "--scale",
                paramLabel = "S",
                description = "Times the size of the picture that was fitted. Default: 1.")
        private Double scale;

        @Option(names = "--width", paramLabel = "W", description = "Pixels.")
        private Integer width;

        @Option(names = "--height", paramLabel = "H", description = "Pixels.")
        private Integer height;
    }

    @Override
    public void run() {
        Device chosen = device.device();
        InputFile.require(file, "a file splats.npz that fit has written");
        Splats2d splats = scaled(Splats2dFile.read(file));
        Image.requireMemory(splats.width(), splats.height(), file, BYTES_PER_PIXEL);
        try (RunDirectory run = directory()) {
            run.requireSpace(3L * splats.width() * splats.height());
            float[] colors = splats.render(chosen);
            run.write("render.png", new Image(splats.width(), splats.height(), colors).png());
            PrintWriter text = spec.commandLine().getOut();
            text.println("picture   %s, %s".formatted(run.file("render.png"), splats));
            text.flush();
        }
    }

    private Splats2d scaled(Splats2d splats) {
        if (size == null) {
            return splats;
        }
        try {
            return splats.scaledBy(
                    size.scale != null
                            ? size.scale
                            : size.width != null
                                    ? (double) size.width / splats.width()
                                    : (double) size.height / splats.height());
        } catch (IllegalArgumentException e) {
            throw new UserMistake("--scale, --width, --height: " + e.getMessage(), e);
        }
    }

    private RunDirectory directory() {
        if (out != null && Files.exists(out.resolve(RunDirectory.METRICS))) {
            throw new UserMistake(
                    "--out: %s holds a fit, which has a render.png of its own; choose another directory"
                            .formatted(out));
        }
        return out != null
                ? RunDirectory.createOrReplace(out)
                : RunDirectory.createNumbered(RunDirectory.RUNS, "render");
    }
}
