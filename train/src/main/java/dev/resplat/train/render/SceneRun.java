package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.run.StopRequest;
import dev.resplat.train.scene.RenderSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Frames of a scene: {@code NAME.png} or {@code NAME.npy} of each, {@code animation.gif} or {@code
 * animation.png} of all if one is wanted, and {@code render.json}, which has their cameras. All of
 * them appear together, when the last is rendered.
 *
 * @param frames one or more
 * @param options how to render
 * @param output what to write
 */
public record SceneRun(List<Frame> frames, Rasterizer.Options options, Output output) {
    /**
     * Measured: 33, for the renderer's maps, the image, a copy, and the PNG. What splats take in
     * the renderer is not known before.
     */
    private static final long BYTES_PER_PIXEL = 40;

    /**
     * What to write.
     *
     * @param format of frames
     * @param animation its format, or null for none
     * @param framesPerSecond of the animation
     */
    public record Output(FrameFormat format, Animation.Format animation, double framesPerSecond) {}

    /**
     * Checks that frames have a place in memory, and for an animation that they have one size.
     *
     * @throws UserMistake if not
     */
    public SceneRun {
        Camera first = frames.get(0).camera();
        for (Frame frame : frames) {
            Camera camera = frame.camera();
            Image.requireMemory(
                    camera.width(), camera.height(), "frame " + frame.name(), BYTES_PER_PIXEL);
            if (output.animation() != null
                    && (camera.width() != first.width() || camera.height() != first.height())) {
                throw new UserMistake(
                        ("--animation: frames %s and %s have %d x %d and %d x %d pixels; give --path,"
                                        + " whose frames are of one size")
                                .formatted(
                                        frames.get(0).name(),
                                        frame.name(),
                                        first.width(),
                                        first.height(),
                                        camera.width(),
                                        camera.height()));
            }
        }
    }

    /**
     * Renders all frames and writes the files.
     *
     * @param scene the file of the splats, as it is to be noted
     * @return seconds that it took; less than 0 if it was stopped: then nothing is written
     * @throws UserMistake if files would be replaced that are no earlier frames
     */
    public double run(
            Splats3d splats,
            String scene,
            Device device,
            RunDirectory run,
            Progress.Display display,
            StopRequest stop) {
        EarlierFrames earlier = new EarlierFrames(run);
        Set<String> names = files();
        earlier.requireNoOther(names);
        run.requireSpace(bytes());
        long start = System.nanoTime();
        try (Staging staging = new Staging(run)) {
            if (!loop(splats, device, staging, display, stop)) {
                return -1;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, RunDirectory.Content> contents = staging.contents();
            contents.put(
                    EarlierFrames.LIST, RunDirectory.metrics(list(splats, scene, device, seconds)));
            run.writeAll(contents);
            earlier.deleteOther(names);
            return seconds;
        } catch (IOException e) {
            throw new UserMistake(
                    "cannot write %s: %s"
                            .formatted(run.file(output.animation().file()), e.getMessage()),
                    e);
        }
    }

    private Set<String> files() {
        Set<String> names = new TreeSet<>();
        frames.forEach(frame -> names.add(file(frame)));
        if (output.animation() != null) {
            names.add(output.animation().file());
        }
        return names;
    }

    private String file(Frame frame) {
        return frame.name() + output.format().ending();
    }

    private long bytes() {
        long bytesPerPixel = output.format().bytesPerPixel();
        if (output.animation() != null) {
            bytesPerPixel += FrameFormat.PNG.bytesPerPixel();
        }
        long bytes = 0;
        for (Frame frame : frames) {
            bytes += bytesPerPixel * frame.camera().width() * frame.camera().height();
        }
        return bytes;
    }

    /** Whether all frames were rendered. */
    private boolean loop(
            Splats3d splats,
            Device device,
            Staging staging,
            Progress.Display display,
            StopRequest stop)
            throws IOException {
        try (Scope scope = Scope.open();
                Animation animation = animation(staging);
                Progress progress = new Progress(display, 0, frames.size())) {
            Rasterizer.Gaussians gaussians = Rasterizer.Gaussians.of(device, splats);
            int done = 0;
            for (Frame frame : frames) {
                if (stop.requested()) {
                    return false;
                }
                long start = System.nanoTime();
                Image image = image(gaussians, frame.camera());
                double seconds = (System.nanoTime() - start) / 1e9;
                staging.add(file(frame), file -> output.format().write(file, image));
                if (animation != null) {
                    animation.add(image);
                }
                done++;
                progress.at(done, String.format(Locale.ROOT, "%.2f s a frame", seconds));
            }
            return true;
        }
    }

    private Animation animation(Staging staging) throws IOException {
        Animation.Format format = output.animation();
        return format == null
                ? null
                : format.to(staging.open(format.file()), frames.size(), output.framesPerSecond());
    }

    private Image image(Rasterizer.Gaussians gaussians, Camera camera) {
        try (Scope scope = Scope.open()) {
            return new Image(
                    camera.width(),
                    camera.height(),
                    Rasterizer.render(gaussians, camera, options).image().value().toFloats());
        }
    }

    private Map<String, Object> list(Splats3d splats, String scene, Device device, double seconds) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("scene", scene);
        list.put("splats", splats.count());
        list.put("device", device.name());
        list.putAll(
                new RenderSettings(options.background(), options.antialiased(), options.blur())
                        .listed());
        list.put("seconds", seconds);
        if (output.animation() != null) {
            list.put("animation", output.animation().file());
        }
        list.put("frames", frames.stream().map(frame -> frame.listed(file(frame))).toList());
        return list;
    }
}
