package dev.resplat.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.SplatFile;
import dev.resplat.tensor.io.AtomicFile;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.info.SceneFacts;
import dev.resplat.train.render.SceneExtent;
import dev.resplat.train.run.OutputFile;
import dev.resplat.train.run.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a scene of splats is like. */
@Command(
        name = "info",
        description = {
            "Tells what a scene of splats in space is like: format, count, place, colours, opacities"
                    + " and sizes.",
            "The example is about what the example of optimize leaves."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {"", "Example:", "  ./resplat info runs/scene/scene.ply --render runs/scene.png"})
final class InfoCommand implements Runnable {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 600;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(paramLabel = "FILE", description = "A scene of splats in space.")
    private Path file;

    @Option(
            names = "--render",
            paramLabel = "OUT.png",
            description =
                    "Writes a picture of 800 x 600 pixels, from where all of this scene is seen but"
                            + " what is far from the rest, a little from above, which is towards"
                            + " negative y: as the first frame of render without cameras. To compare two"
                            + " scenes from the same place, use render --cameras OTHER/render.json.")
    private Path render;

    @Option(names = "--json", description = "Prints an object of JSON, for machines.")
    private boolean json;

    @Override
    public void run() {
        device.require();
        InputFile.require(file, "a scene of splats in space");
        if (render != null) {
            requirePng();
        }
        Splats3d splats = SplatFile.read(file, display()::say);
        if (render != null) {
            picture(splats);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(text(listed(splats)));
        } else {
            out.println(
                    String.format(
                            Locale.ROOT, "file      %s, %s, %s", file, format(), size(bytes())));
            out.println("splats    " + splats);
            if (splats.count() > 0) {
                SceneFacts.of(splats).lines().forEach(out::println);
            }
            if (render != null) {
                out.println("picture   " + render);
            }
        }
        out.flush();
    }

    private void requirePng() {
        OutputFile.require(render);
        if (!render.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new UserMistake(
                    "--render: writes a PNG: give a name that ends with .png instead of " + render);
        }
    }

    private void picture(Splats3d splats) {
        if (splats.count() == 0) {
            throw new UserMistake("--render: there is no splat in %s to look at".formatted(file));
        }
        Camera camera = SceneExtent.of(splats).orbit(WIDTH, HEIGHT, 1).get(0);
        float[] colors =
                splats.render(device.device(), camera, Rasterizer.Options.of(splats.degree()));
        byte[] png = new Image(WIDTH, HEIGHT, colors).png();
        OutputFile.write(render, to -> AtomicFile.write(to, stream -> stream.write(png)));
    }

    private Map<String, Object> listed(Splats3d splats) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", file.toString());
        values.put("format", format());
        values.put("bytes", bytes());
        values.put("splats", splats.count());
        values.put("degree", splats.degree());
        if (splats.count() > 0) {
            values.putAll(SceneFacts.of(splats).listed());
        }
        return values;
    }

    private String format() {
        return SplatFile.format(file).title();
    }

    private long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    private static String size(long bytes) {
        if (bytes < 1e3) {
            return bytes + " bytes";
        }
        String[] units = {"KB", "MB", "GB"};
        double value = bytes / 1e3;
        int unit = 0;
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1e3;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    private static String text(Map<String, Object> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Progress.Display display() {
        return new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
    }
}
