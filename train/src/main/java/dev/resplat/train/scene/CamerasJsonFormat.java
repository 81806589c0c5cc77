package dev.resplat.train.scene;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code cameras.json}: {@code frames[]} with {@code file, w, h, fx, fy, cx, cy, w2c} (3 or 4 rows
 * of 4, in this project's axes), and perhaps {@code depth}, in millimetres, and {@code mask}.
 */
final class CamerasJsonFormat implements SceneFormat {
    private static final String FILE = "cameras.json";

    @Override
    public String name() {
        return FILE;
    }

    @Override
    public List<Path> find(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        if (!reads(file)) {
            // Another format has files of this name, too.
            if (new SplatCamerasFormat().reads(file)) {
                return List.of();
            }
            throw new UserMistake(
                    "%s has no cameras: it must have a list \"frames\" of objects with the keys file, w, h, fx, fy, cx, cy and w2c, %s"
                            .formatted(file, said(JsonPart.read(file).node())));
        }
        return List.of(file);
    }

    /** What is there instead. */
    private static String said(JsonNode node) {
        if (node.isMissingNode()) {
            return "but it is empty";
        }
        if (!node.isObject()) {
            return node.isArray() ? "but it is a list" : "but it is a single value";
        }
        JsonNode frames = node.path("frames");
        if (!frames.isArray()) {
            return frames.isMissingNode() ? "but has no such list" : "but \"frames\" is no list";
        }
        return frames.isEmpty() ? "but the list is empty" : "but the first has no w2c";
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().endsWith(".json")
                && JsonPart.read(file).listsObjectsWith("frames", "w2c");
    }

    @Override
    public Capture read(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        PhotoFolders photos = PhotoFolders.of(folder);
        PhotoFolders beside = PhotoFolders.exactly(folder);
        List<Shot> shots = new ArrayList<>();
        for (JsonPart frame : JsonPart.read(file).list("frames")) {
            String name = frame.requireText("file");
            shots.add(
                    new Shot(
                            name,
                            photos.find(name),
                            Intrinsics.sized(calibration(frame)),
                            Rigid.worldToCamera(frame.matrix("w2c", 4), frame.where("w2c")),
                            Split.UNKNOWN,
                            frame.text("mask").flatMap(beside::find),
                            depth(frame, beside)));
        }
        return new Capture(FILE, file, shots, Optional.empty(), List.of());
    }

    private static Optional<DepthFile> depth(JsonPart frame, PhotoFolders beside) {
        return frame.text("depth")
                .flatMap(beside::find)
                .map(map -> new DepthFile(map, DepthFile.MILLIMETRE));
    }

    private static Calibration calibration(JsonPart frame) {
        return Numbers.calibration(
                frame.where("fx"),
                frame.require("w"),
                frame.require("h"),
                frame.require("fx"),
                frame.require("fy"),
                frame.require("cx"),
                frame.require("cy"),
                Lens.PINHOLE);
    }
}
