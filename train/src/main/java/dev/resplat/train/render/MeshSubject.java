package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.mesh.MeshScene;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh with its lights.
 *
 * @param options how to draw
 * @param withMaps whether frames come with {@code depth}, along z in units of the mesh, 0 where
 *     there is nothing, and {@code normal}, in the world
 */
public record MeshSubject(MeshScene scene, MeshRenderer.Options options, boolean withMaps)
        implements Subject {
    /** The image, its maps, and the PNG. */
    private static final long BYTES_PER_PIXEL = 90;

    /** Which triangle, and how far. */
    private static final long BYTES_PER_SAMPLE = 8;

    /** What drawing takes of the heap. */
    public static long bytesPerPixel(MeshRenderer.Options options) {
        return BYTES_PER_PIXEL + BYTES_PER_SAMPLE * options.samples() * options.samples();
    }

    /**
     * Checks that the samples of a frame fit into an array.
     *
     * @throws UserMistake if not
     */
    public static void requireSamples(Camera camera, MeshRenderer.Options options) {
        long perPixel = (long) options.samples() * options.samples();
        if (perPixel * camera.width() > (Integer.MAX_VALUE - 8L) / camera.height()) {
            throw new UserMistake(
                    "--samples %d: too many for a frame of %d x %d pixels; give fewer, or make the frame smaller"
                            .formatted(options.samples(), camera.width(), camera.height()));
        }
    }

    @Override
    public Map<String, Object> listed() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("triangles", scene.mesh().triangleCount());
        list.put("device", "cpu");
        list.put("background", scene.environment().background().orElse(null));
        list.put("samples", options.samples());
        list.put("shadows", options.shadows());
        return list;
    }

    @Override
    public List<String> maps() {
        return withMaps ? List.of("depth", "normal") : List.of();
    }

    @Override
    public Drawing open() {
        MeshRenderer renderer = new MeshRenderer(scene);
        return new Drawing() {
            @Override
            public Drawn draw(Camera camera) {
                MeshImage drawn = renderer.render(camera, options);
                int w = drawn.width();
                int h = drawn.height();
                Image image = new Image(w, h, drawn.colors());
                return new Drawn(
                        image,
                        withMaps
                                ? Map.of(
                                        "depth", HostArray.of(drawn.depth(), h, w),
                                        "normal", HostArray.of(drawn.normals(), h, w, 3))
                                : Map.of());
            }

            @Override
            public void close() {}
        };
    }
}
