package dev.resplat.train.mesh.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Meshes that other programs wrote; see {@code test-data/generate_meshes.py}. */
public final class Exported {
    /** All of the same shapes. */
    public static final List<String> MESHES =
            List.of("shapes.glb", "shapes.gltf", "shapes.obj", "assimp.glb", "assimp.obj");

    private static final List<String> OTHERS =
            List.of(
                    "shapes.bin",
                    "shapes.mtl",
                    "assimp.mtl",
                    "checks.png",
                    "cameras.json",
                    "depth.npy",
                    "normal.npy");

    private Exported() {}

    /** Writes all files into a folder. */
    public static Path into(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (List<String> names : List.of(MESHES, OTHERS)) {
            for (String name : names) {
                String path = "/dev/resplat/testdata/meshes/" + name;
                try (InputStream in = Exported.class.getResourceAsStream(path)) {
                    Files.copy(in, folder.resolve(name));
                }
            }
        }
        return folder;
    }
}
