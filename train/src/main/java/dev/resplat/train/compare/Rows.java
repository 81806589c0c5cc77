package dev.resplat.train.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rows that are complete, each a file with its figures, and pictures of the first scenes.
 *
 * @param out the directory of the comparison
 */
record Rows(RunDirectory out) {
    /** Where they are. */
    static final String FOLDER = "rows";

    private static final String ENDING = ".json";

    /**
     * The name of the device that rows in a directory were measured on, if there are some.
     *
     * @throws UserMistake if one is damaged
     */
    static Optional<String> device(Path out) {
        Path folder = out.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .findFirst()
                    .map(file -> row(file).device());
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static RowResult row(Path file) {
        try {
            RowResult row = RowResult.of(Files.readString(file));
            if (row == null || row.scenes() == null) {
                throw new UserMistake("%s is damaged: it has no scenes; remove it".formatted(file));
            }
            return row;
        } catch (JsonProcessingException e) {
            throw new UserMistake(
                    "%s is damaged: %s; remove it".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The row comes last: when it is there, its pictures are. */
    void write(Measurement.Measured measured) {
        String name = measured.row().profile().name();
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
        for (int i = 0; i < measured.pictures().size(); i++) {
            Image image = measured.pictures().get(i);
            files.put(picture(name, i), file -> Files.write(file, image.png()));
        }
        String json = measured.row().json();
        files.put(FOLDER + "/" + name + ENDING, file -> Files.writeString(file, json));
        out.writeAll(files);
    }

    private static String picture(String name, int number) {
        return "%s/%s-%d.png".formatted(FOLDER, name, number);
    }

    /**
     * The row of a contender; empty if there is none, or it was measured in other circumstances.
     *
     * @param origin what its figures must depend on
     * @throws UserMistake if it is damaged
     */
    Optional<Measurement.Measured> read(Profile profile, Device device, RowResult.Origin origin) {
        Path file = out.file(FOLDER + "/" + profile.name() + ENDING);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RowResult row = row(file);
        if (!profile.equals(row.profile())
                || !device.name().equals(row.device())
                || !origin.equals(row.origin())) {
            return Optional.empty();
        }
        List<Image> pictures = new ArrayList<>();
        for (int i = 0; i < Math.min(Measurement.SHOWN, row.scenes().size()); i++) {
            pictures.add(read(out.file(picture(profile.name(), i)), file));
        }
        return Optional.of(new Measurement.Measured(row, pictures));
    }

    private static Image read(Path picture, Path row) {
        try {
            return ImageFile.read(picture, note -> {});
        } catch (UserMistake | FormatException e) {
            throw new UserMistake(
                    "%s is of a row that is complete, but missing or damaged: remove %s to measure the row again"
                            .formatted(picture, row),
                    e);
        }
    }
}
