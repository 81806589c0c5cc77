package dev.resplat.train.library;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A scene as a folder: {@code scene.json}, what is known about it; {@code cameras.json} with its
 * cameras, as {@code PosedScene} reads them; {@code images/NNN.png}; and {@code depth/NNN.png}, 16
 * bits, in millimetres along z, 0 where there is nothing or it is farther than 65 m.
 */
final class SceneFolder {
    static final String ANNOTATION = "scene.json";
    static final String IMAGES = "images";
    private static final String CAMERAS = "cameras.json";
    private static final String DEPTH = "depth";

    /** Where a scene is while it is being written. */
    private static final String PART = ".part";

    /** More than a pixel takes: 3 bytes of colour and 2 of depth. */
    private static final long BYTES_PER_PIXEL = 5;

    private static final int MOST_DEPTH = 65535;

    /** More samples than learning takes: these pictures are looked at. */
    private static final MeshRenderer.Options OPTIONS =
            new MeshRenderer.Options(3, true, 4, 0.01, false);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SceneFolder() {}

    /** How many bytes a scene takes at most. */
    static long bytes(int views, int size) {
        return views * (BYTES_PER_PIXEL * size * size + 2000) + 50_000;
    }

    /** Whether a scene is there, complete. */
    static boolean isComplete(Path folder) {
        return Files.isRegularFile(folder.resolve(ANNOTATION));
    }

    /**
     * Renders and writes a scene, which appears when it is complete.
     *
     * @param parent of its folder
     * @param stop asked before each view
     * @return whether it was not stopped; if it was, or could not be written, nothing is left
     */
    static boolean write(LibraryScene scene, int views, int size, Path parent, BooleanSupplier stop)
            throws IOException {
        Path part = parent.resolve("." + scene.name() + PART);
        delete(part);
        try {
            if (!write(scene, scene.cameras(views, size, size), part, stop)) {
                return false;
            }
            Files.move(part, parent.resolve(scene.name()), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            delete(part);
        }
    }

    private static boolean write(
            LibraryScene scene, List<Camera> cameras, Path part, BooleanSupplier stop)
            throws IOException {
        Files.createDirectories(part.resolve(IMAGES));
        Files.createDirectories(part.resolve(DEPTH));
        ObjectNode list = JSON.createObjectNode();
        ArrayNode frames = list.putArray("frames");
        for (int i = 0; i < cameras.size(); i++) {
            if (stop.getAsBoolean()) {
                return false;
            }
            String file = String.format(Locale.ROOT, "%03d.png", i);
            MeshImage image = scene.renderer().render(cameras.get(i), OPTIONS);
            Image picture = new Image(image.width(), image.height(), image.colors());
            Files.write(part.resolve(IMAGES).resolve(file), picture.png());
            writeDepth(image, part.resolve(DEPTH).resolve(file));
            frames.add(frame(file, cameras.get(i)));
        }
        Files.writeString(part.resolve(CAMERAS), JSON.writeValueAsString(list) + "\n");
        Files.writeString(part.resolve(ANNOTATION), annotation(scene, cameras));
        return true;
    }

    /** The annotation with names as they are in configurations. */
    private static String annotation(LibraryScene scene, List<Camera> cameras) throws IOException {
        ObjectNode tree = JSON.valueToTree(scene.annotation(cameras));
        for (String key : List.of("kind", "lighting", "finish", "rig")) {
            tree.put(key, tree.get(key).asText().toLowerCase(Locale.ROOT));
        }
        tree.put("views", cameras.size());
        tree.put("width", cameras.get(0).width());
        tree.put("height", cameras.get(0).height());
        return JSON.writeValueAsString(tree) + "\n";
    }

    private static ObjectNode frame(String file, Camera camera) {
        ObjectNode frame = JSON.createObjectNode();
        frame.put("file", IMAGES + "/" + file);
        frame.put("w", camera.width());
        frame.put("h", camera.height());
        frame.put("fx", camera.fx());
        frame.put("fy", camera.fy());
        frame.put("cx", camera.cx());
        frame.put("cy", camera.cy());
        ArrayNode rows = frame.putArray("w2c");
        for (int i = 0; i < 3; i++) {
            ArrayNode row = rows.addArray();
            for (int j = 0; j < 4; j++) {
                row.add(camera.worldToCamera()[4 * i + j]);
            }
        }
        frame.put("depth", DEPTH + "/" + file);
        return frame;
    }

    private static void writeDepth(MeshImage image, Path file) throws IOException {
        BufferedImage grey =
                new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_USHORT_GRAY);
        short[] values = ((DataBufferUShort) grey.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < values.length; i++) {
            int millimetres = Math.round(1000 * image.depth()[i]);
            values[i] = (short) (millimetres > MOST_DEPTH ? 0 : millimetres);
        }
        ImageIO.setUseCache(false);
        ImageIO.write(grey, "png", file.toFile());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
