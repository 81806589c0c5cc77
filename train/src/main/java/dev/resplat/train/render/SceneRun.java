package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.run.StopRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Frames of a scene: {@code NAME.png} or {@code NAME.npy} of each, {@code NAME.depth.npy} and
 * others if maps are wanted, {@code animation.gif} or {@code animation.png} of all if one is
 * wanted, and {@code render.json}, which has their cameras, and metrics if they were compared with
 * photographs. All of them appear together, when the last is rendered.
 *
 * @param frames one or more
 * @param output what to write
 * @param comparison with photographs, if one is wanted
 * @param bytesPerPixel of the heap that drawing takes
 */
public record SceneRun(
        List<Frame> frames, Output output, Optional<Comparison> comparison, long bytesPerPixel) {
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
                    camera.width(), camera.height(), "frame " + frame.name(), bytesPerPixel);
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
     * What came of it.
     *
     * @param seconds that it took
     * @param compared how alike frames and photographs are, of those that have one
     */
    public record Result(double seconds, List<Quality> compared) {}

    /**
     * Renders all frames and writes the files.
     *
     * @param scene the file of what is rendered, as it is to be noted
     * @return empty if it was stopped: then nothing is written
     * @throws UserMistake if files would be replaced that are no earlier frames
     */
    public Optional<Result> run(
            Subject subject,
            String scene,
            RunDirectory run,
            Progress.Display display,
            StopRequest stop) {
        EarlierFrames earlier = new EarlierFrames(run);
        Set<String> names = files(subject);
        earlier.requireNoOther(names);
        run.requireSpace(bytes(subject));
        long start = System.nanoTime();
        try (Staging staging = new Staging(run)) {
            List<Optional<Quality>> qualities = new ArrayList<>();
            if (!loop(subject, staging, qualities, display, stop)) {
                return Optional.empty();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Quality> compared = qualities.stream().flatMap(Optional::stream).toList();
            Map<String, Object> list = new LinkedHashMap<>();
            list.put("scene", scene);
            list.putAll(subject.listed());
            list.put("seconds", seconds);
            if (comparison.isPresent()) {
                list.putAll(Quality.mean(compared).metrics());
                list.put("compared", compared.size());
            }
            if (output.animation() != null) {
                list.put("animation", output.animation().file());
            }
            list.put("frames", listed(subject, qualities));
            Map<String, RunDirectory.Content> contents = staging.contents();
            contents.put(EarlierFrames.LIST, RunDirectory.metrics(list));
            run.writeAll(contents);
            earlier.deleteOther(names);
            return Optional.of(new Result(seconds, compared));
        } catch (IOException e) {
            throw new UserMistake(
                    "cannot write %s: %s"
                            .formatted(run.file(output.animation().file()), e.getMessage()),
                    e);
        }
    }

    private List<Map<String, Object>> listed(Subject subject, List<Optional<Quality>> qualities) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            Map<String, Object> entry = frame.listed(file(frame));
            qualities.get(i).ifPresent(quality -> entry.putAll(quality.metrics()));
            if (!subject.maps().isEmpty()) {
                Map<String, Object> maps = new LinkedHashMap<>();
                subject.maps().forEach(map -> maps.put(map, file(frame, map)));
                entry.put("maps", maps);
            }
            entries.add(entry);
        }
        return entries;
    }

    // ---- Files -----------------------------------------------------------------------------

    private Set<String> files(Subject subject) {
        Set<String> names = new TreeSet<>();
        for (Frame frame : frames) {
            add(names, file(frame));
            subject.maps().forEach(map -> add(names, file(frame, map)));
        }
        if (output.animation() != null) {
            names.add(output.animation().file());
        }
        return names;
    }

    private static void add(Set<String> names, String name) {
        if (!names.add(name)) {
            throw new UserMistake(
                    "--maps: two files would be called %s; give the cameras other names"
                            .formatted(name));
        }
    }

    private String file(Frame frame) {
        return frame.name() + output.format().ending();
    }

    private static String file(Frame frame, String map) {
        return frame.name() + "." + map + FrameFormat.NPY.ending();
    }

    private long bytes(Subject subject) {
        long bytesPerPixel =
                output.format().bytesPerPixel()
                        + (long) subject.maps().size() * FrameFormat.NPY.bytesPerPixel();
        if (output.animation() != null) {
            bytesPerPixel += FrameFormat.PNG.bytesPerPixel();
        }
        long bytes = 0;
        for (Frame frame : frames) {
            bytes += bytesPerPixel * frame.camera().width() * frame.camera().height();
        }
        return bytes;
    }

    // ---- Frames ----------------------------------------------------------------------------

    /** Whether all frames were rendered. */
    private boolean loop(
            Subject subject,
            Staging staging,
            List<Optional<Quality>> qualities,
            Progress.Display display,
            StopRequest stop)
            throws IOException {
        try (Subject.Drawing drawing = subject.open();
                Animation animation = animation(staging);
                Progress progress = new Progress(display, 0, frames.size())) {
            for (Frame frame : frames) {
                if (stop.requested()) {
                    return false;
                }
                long start = System.nanoTime();
                Subject.Drawn drawn = drawing.draw(frame.camera());
                double seconds = (System.nanoTime() - start) / 1e9;
                Image image = drawn.image();
                staging.add(file(frame), file -> output.format().write(file, image));
                for (String map : subject.maps()) {
                    HostArray values = drawn.maps().get(map);
                    staging.add(file(frame, map), file -> NpyFile.write(file, values));
                }
                if (animation != null) {
                    animation.add(image);
                }
                int number = qualities.size();
                qualities.add(comparison.flatMap(photographs -> photographs.of(number, image)));
                progress.at(
                        qualities.size(), String.format(Locale.ROOT, "%.2f s a frame", seconds));
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
}
