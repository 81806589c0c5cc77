package dev.resplat.train.scene;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code cameras.json} as the program of 3D Gaussian splatting leaves it beside its splats (Kerbl
 * et al. 2023): a list of objects with {@code img_name, width, height, fx, fy}, {@code position}
 * and {@code rotation}, camera to world in this project's axes.
 */
final class SplatCamerasFormat implements SceneFormat {
    private static final String FILE = "cameras.json";

    @Override
    public String name() {
        return "cameras.json of 3D Gaussian splatting";
    }

    @Override
    public List<Path> find(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file) && reads(file) ? List.of(file) : List.of();
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().endsWith(".json")
                && JsonPart.read(file).node().path(0).has("rotation");
    }

    @Override
    public Capture read(Path file) {
        PhotoFolders photos = PhotoFolders.of(file.toAbsolutePath().getParent());
        List<Shot> shots = new ArrayList<>();
        for (JsonPart camera : JsonPart.read(file).elements()) {
            String name = camera.requireText("img_name");
            double width = camera.require("width");
            double height = camera.require("height");
            shots.add(
                    new Shot(
                            name,
                            photos.find(name),
                            Intrinsics.sized(
                                    Numbers.calibration(
                                            camera.where("fx"),
                                            width,
                                            height,
                                            camera.require("fx"),
                                            camera.require("fy"),
                                            width / 2,
                                            height / 2,
                                            Lens.PINHOLE)),
                            pose(camera)));
        }
        return new Capture(FILE, file, shots, Optional.empty(), List.of());
    }

    private static double[] pose(JsonPart camera) {
        double[] r = camera.matrix("rotation", 3);
        double[] c = camera.vector("position");
        double[] m = {
            r[0], r[1], r[2], c[0],
            r[3], r[4], r[5], c[1],
            r[6], r[7], r[8], c[2]
        };
        return Rigid.ofCameraToWorld(m, camera.where("rotation"));
    }
}
