package dev.resplat.train.mesh.io;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.ImageFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pictures beside a mesh, each read once. One that cannot be used is said, and left out. */
final class TextureFiles {
    private final Path folder;
    private final Notes notes;
    private final Map<String, Optional<Texels>> read = new HashMap<>();

    /**
     * Of a mesh.
     *
     * @param folder that names of pictures are relative to
     */
    TextureFiles(Path folder, Notes notes) {
        this.folder = folder;
        this.notes = notes;
    }

    /** The picture of a name as it stands in the mesh. */
    Optional<Texels> texels(String name) {
        return read.computeIfAbsent(name, this::read);
    }

    private Optional<Texels> read(String name) {
        Optional<Path> file = find(folder, name);
        if (file.isEmpty()) {
            notes.once("there is no texture %s: it is left out".formatted(name));
            return Optional.empty();
        }
        try {
            return Optional.of(Texels.of(ImageFile.read(file.get(), false, notes::once)));
        } catch (UserMistake | FormatException e) {
            notes.once("texture left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A file that a mesh refers to: where it says, or, as paths of other computers are common,
     * under its last name beside the mesh.
     */
    static Optional<Path> find(Path folder, String name) {
        String plain = name.replace('\\', '/');
        for (String candidate : List.of(plain, plain.substring(plain.lastIndexOf('/') + 1))) {
            try {
                Path file = folder.resolve(candidate);
                if (!candidate.isEmpty() && Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            } catch (InvalidPathException e) {
                // Such as C:\ where a path cannot be that.
            }
        }
        return Optional.empty();
    }

    /** The folder of a file. */
    static Path folderOf(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
