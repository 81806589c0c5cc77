package dev.resplat.train.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds photographs by names that were right on another machine: the folder may be another one, and
 * so may be the ending.
 *
 * <p>Of a name such as {@code /home/me/scene/images/0001.jpg} first the whole is tried, then less
 * and less of it from the left, in each of the folders; a file with another ending of a picture is
 * taken if there is none with the same.
 */
final class PhotoFolders {
    private static final Set<String> ENDINGS =
            Set.of("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif");

    /** What has pictures that are not photographs. */
    private static final List<String> OTHERS =
            List.of("mask", "depth", "normal", "sparse", "colmap", "seg", "sem");

    private final List<Path> roots;
    private final Map<Path, Map<String, Path>> listings = new HashMap<>();

    PhotoFolders(List<Path> roots) {
        this.roots = roots;
    }

    /** The usual folders of a scene: {@code images}, {@code images_2} and so on, itself, others. */
    static PhotoFolders of(Path scene) {
        Set<Path> roots = new LinkedHashSet<>();
        roots.add(scene);
        for (String name : List.of("images", "images_2", "images_4", "images_8")) {
            if (Files.isDirectory(scene.resolve(name))) {
                roots.add(scene.resolve(name));
            }
        }
        try (Stream<Path> all = Files.list(scene)) {
            all.filter(Files::isDirectory)
                    .filter(PhotoFolders::mayHavePhotos)
                    .sorted()
                    .forEach(roots::add);
        } catch (IOException e) {
            // What cannot be listed has no photographs for us.
        }
        return new PhotoFolders(List.copyOf(roots));
    }

    private static boolean mayHavePhotos(Path folder) {
        String name = folder.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && OTHERS.stream().noneMatch(name::startsWith);
    }

    /** A folder as a place of files that have to be where they are said to be. */
    static PhotoFolders exactly(Path folder) {
        return new PhotoFolders(List.of(folder));
    }

    /** Where photographs are looked for. */
    List<Path> roots() {
        return roots;
    }

    /** The photograph that a name means. */
    Optional<Path> find(String name) {
        String[] parts =
                Arrays.stream(name.replace('\\', '/').split("/"))
                        .filter(part -> !part.isEmpty() && !part.equals("."))
                        .toArray(String[]::new);
        for (int first = 0; first < parts.length; first++) {
            String folder = String.join("/", Arrays.copyOfRange(parts, first, parts.length - 1));
            for (Path root : roots) {
                Optional<Path> file = in(root.resolve(folder), parts[parts.length - 1]);
                if (file.isPresent()) {
                    return file;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Path> in(Path folder, String name) {
        Map<String, Path> listing = listing(folder);
        Path exact = listing.get(name);
        return Optional.ofNullable(exact != null ? exact : listing.get(stem(name) + "/"));
    }

    /** Files by name, and pictures by what is before the ending, with a slash after it. */
    private Map<String, Path> listing(Path folder) {
        return listings.computeIfAbsent(
                folder.normalize(),
                f -> {
                    Map<String, Path> byName = new HashMap<>();
                    for (Path file : files(f)) {
                        String name = file.getFileName().toString();
                        byName.put(name, file);
                        if (isPicture(name)) {
                            byName.putIfAbsent(stem(name) + "/", file);
                        }
                    }
                    return byName;
                });
    }

    /** The pictures of a folder in the order of their names. */
    static List<Path> pictures(Path folder) {
        return files(folder).stream().filter(f -> isPicture(f.getFileName().toString())).toList();
    }

    /** Of each folder that has some, its pictures in the order of their names. */
    List<List<Path>> pictures() {
        List<List<Path>> result = new ArrayList<>();
        for (Path root : roots) {
            List<Path> pictures = pictures(root);
            if (!pictures.isEmpty()) {
                result.add(pictures);
            }
        }
        return result;
    }

    /** The files of a folder in the order of their names; none if there is no such folder. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> !f.getFileName().toString().startsWith("."))
                    .filter(f -> !Files.isDirectory(f))
                    .sorted(
                            (a, b) ->
                                    a.getFileName()
                                            .toString()
                                            .compareTo(b.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean isPicture(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return ENDINGS.contains(ending.toLowerCase(Locale.ROOT));
    }

    /** A name without the ending of a picture. */
    static String stem(String name) {
        return isPicture(name) && name.lastIndexOf('.') > 0
                ? name.substring(0, name.lastIndexOf('.'))
                : name;
    }
}
