package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.scene.RenderSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splats in space.
 *
 * @param options how to render
 * @param device that renders
 */
public record SplatSubject(Splats3d splats, Rasterizer.Options options, Device device)
        implements Subject {
    /**
     * Measured: 33, for the renderer's maps, the image, a copy, and the PNG. What splats take in
     * the renderer is not known before.
     */
    public static final long BYTES_PER_PIXEL = 40;

    @Override
    public Map<String, Object> listed() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("splats", splats.count());
        list.put("device", device.name());
        list.putAll(
                new RenderSettings(options.background(), options.antialiased(), options.blur())
                        .listed());
        return list;
    }

    @Override
    public List<String> maps() {
        return List.of();
    }

    private Rasterizer.Gaussians on(Device device, Scope scope) {
        try {
            return Rasterizer.Gaussians.of(device, splats);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    @Override
    public Drawing open() {
        Scope scope = Scope.open();
        Rasterizer.Gaussians gaussians = on(device, scope);
        return new Drawing() {
            @Override
            public Drawn draw(Camera camera) {
                try (Scope frame = Scope.open()) {
                    float[] colors =
                            Rasterizer.render(gaussians, camera, options)
                                    .image()
                                    .value()
                                    .toFloats();
                    return new Drawn(new Image(camera.width(), camera.height(), colors), Map.of());
                }
            }

            @Override
            public void close() {
                scope.close();
            }
        };
    }
}
