package dev.resplat.train.mesh.io;

import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.MeshScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads meshes with their materials and lights: OBJ with MTL, and glTF 2.0 as {@code .gltf} and
 * {@code .glb}. Up is +y in all of them.
 */
public final class MeshFile {
    /** What is expected where there is no such file. */
    public static final String KIND = "a mesh: .obj, .gltf or .glb";

    /** Of the memory that Java may use, for each byte of a file: arrays, and copies of them. */
    private static final int BYTES_PER_BYTE = 6;

    private MeshFile() {}

    /** Whether a file is a mesh, by the ending of its name. */
    public static boolean isMesh(Path file) {
        return isObj(file) || isGltf(file);
    }

    private static boolean isObj(Path file) {
        return hasEnding(file, ".obj");
    }

    private static boolean isGltf(Path file) {
        return hasEnding(file, ".gltf") || hasEnding(file, ".glb");
    }

    private static boolean hasEnding(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /**
     * Reads a mesh. Its lights are those of the file; if there are none, {@link Lighting} chooses
     * them.
     *
     * @param notes takes a line about each thing that the file has and that is drawn otherwise, or
     *     not at all
     * @throws UserMistake if there is no such file, it is damaged, has no triangles, or is too
     *     large for the memory
     */
    public static MeshScene read(Path file, Consumer<String> notes) {
        InputFile.require(file, KIND);
        if (!isMesh(file)) {
            throw new UserMistake(file + ": not " + KIND);
        }
        try {
            requireMemory(file, Files.size(file));
            Notes once = new Notes(file, notes);
            MeshScene scene =
                    isObj(file) ? ObjFormat.read(file, once) : GltfFormat.read(file, once);
            if (scene.mesh().triangleCount() == 0) {
                throw new UserMistake(
                        file + ": there is no triangle in it: export the mesh with its faces");
            }
            return scene;
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Checks that a file, and what is made of it, fits into the memory.
     *
     * @throws UserMistake if not
     */
    static void requireMemory(Path file, long bytes) {
        long memory = Runtime.getRuntime().maxMemory();
        if (bytes > Math.min(Integer.MAX_VALUE - 8, memory / BYTES_PER_BYTE)) {
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "%s: %.0f MB are too many for the %.0f MB of memory that Java may use;"
                                    + " make the mesh smaller, or give more memory (java -Xmx...)",
                            file,
                            bytes / 1e6,
                            memory / 1e6));
        }
    }
}
