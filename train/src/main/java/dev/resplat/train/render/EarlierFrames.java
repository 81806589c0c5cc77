package dev.resplat.train.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * The frames that an earlier render left in a directory. New ones replace them all, as frames of
 * two paths that lie together would be shown as one; but nothing else is replaced: who renders into
 * the folder of the photographs keeps these.
 */
final class EarlierFrames {
    /** What a render leaves beside its frames: their files and cameras. */
    static final String LIST = "render.json";

    private static final String PLAIN_NAME = "[^/\\\\]+\\.(png|npy|gif)";

    private final RunDirectory run;
    private final Set<String> files = new TreeSet<>();

    EarlierFrames(RunDirectory run) {
        this.run = run;
        if (Files.exists(run.file(LIST))) {
            for (JsonNode frame : read().path("frames")) {
                add(frame.path("file").asText());
                frame.path("maps").forEach(map -> add(map.asText()));
            }
            add(read().path("animation").asText());
        }
    }

    private JsonNode read() {
        try {
            return JsonMapper.builder().build().readTree(run.file(LIST).toFile());
        } catch (IOException e) {
            // Then nothing is known of earlier frames, and nothing is replaced.
            return JsonMapper.builder().build().missingNode();
        }
    }

    private void add(String name) {
        if (name.matches(PLAIN_NAME)) {
            files.add(name);
        }
    }

    /**
     * Ensures that new files replace none but earlier frames.
     *
     * @throws UserMistake if not
     */
    void requireNoOther(Collection<String> names) {
        for (String name : names) {
            if (!files.contains(name) && Files.exists(run.file(name))) {
                throw new UserMistake(
                        "--out: there is a file %s that no render has left; choose another directory"
                                .formatted(run.file(name)));
            }
        }
    }

    /** Removes those that have not been replaced. */
    void deleteOther(Collection<String> names) {
        for (String name : files) {
            try {
                if (!names.contains(name)) {
                    Files.deleteIfExists(run.file(name));
                }
            } catch (IOException e) {
                throw new UserMistake(
                        "cannot remove %s, a frame of an earlier render: %s"
                                .formatted(run.file(name), e.getMessage()),
                        e);
            }
        }
    }
}
