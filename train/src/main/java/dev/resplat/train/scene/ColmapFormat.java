package dev.resplat.train.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model of COLMAP or GLOMAP: {@code cameras}, {@code images} and perhaps {@code points3D}, as
 * {@code .bin} or {@code .txt}, in the folder itself or in {@code sparse/0}, {@code sparse}, {@code
 * colmap/sparse/0} or {@code dense/sparse}. Photographs may be smaller than the cameras say.
 */
final class ColmapFormat implements SceneFormat {
    private static final List<String> MODELS =
            List.of(
                    "sparse",
                    "colmap/sparse",
                    "colmap",
                    "dense/sparse",
                    "dense/0/sparse",
                    "colmap_text",
                    "colmap_sparse",
                    ".");

    @Override
    public String name() {
        return "COLMAP (sparse/0/cameras.bin or .txt, and images.bin or .txt)";
    }

    @Override
    public List<Path> find(Path folder) {
        return models(folder).stream()
                .map(model -> ColmapFiles.find(model, "images").orElseThrow())
                .toList();
    }

    /** Folders with models. */
    static List<Path> models(Path folder) {
        Set<Path> models = new LinkedHashSet<>();
        for (String name : MODELS) {
            Path model = folder.resolve(name).normalize();
            // Reconstructions that did not fit together are numbered.
            try (Stream<Path> parts = Files.list(model)) {
                parts.filter(part -> part.getFileName().toString().matches("[0-9]+"))
                        .filter(ColmapFormat::isModel)
                        .sorted()
                        .forEach(models::add);
            } catch (IOException e) {
                continue;
            }
            if (isModel(model)) {
                models.add(model);
            }
        }
        return List.copyOf(models);
    }

    private static boolean isModel(Path folder) {
        return ColmapFiles.find(folder, "cameras").isPresent()
                && ColmapFiles.find(folder, "images").isPresent();
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().matches("(cameras|images|points3D)\\.(bin|txt)")
                && isModel(file.toAbsolutePath().getParent());
    }

    @Override
    public Capture read(Path file) {
        Path model = file.toAbsolutePath().normalize().getParent();
        PhotoFolders photos = PhotoFolders.of(scene(model));
        Path camerasFile = ColmapFiles.find(model, "cameras").orElseThrow();
        Path imagesFile = ColmapFiles.find(model, "images").orElseThrow();
        Map<Integer, Calibration> cameras = ColmapFiles.of(camerasFile).cameras(camerasFile);
        List<Shot> shots = new ArrayList<>();
        for (ColmapFiles.Registered image : ColmapFiles.of(imagesFile).images(imagesFile)) {
            Calibration camera = ColmapFiles.require(cameras, image, imagesFile);
            shots.add(
                    new Shot(
                            image.name(),
                            photos.find(image.name()),
                            Intrinsics.sized(camera),
                            image.worldToCamera()));
        }
        Optional<PointCloud> points =
                ColmapFiles.find(model, "points3D")
                        .map(points3d -> ColmapFiles.of(points3d).points(points3d))
                        .filter(cloud -> cloud.count() > 0);
        return new Capture("COLMAP", model, shots, points, List.of());
    }

    /** The folder of the scene that a model is of. */
    private static Path scene(Path model) {
        Path folder = model;
        while (folder.getParent() != null
                && folder.getFileName()
                        .toString()
                        .matches("[0-9]+|sparse|colmap|colmap_text|colmap_sparse")
                && PhotoFolders.of(folder).pictures().isEmpty()) {
            folder = folder.getParent();
        }
        return folder;
    }
}
