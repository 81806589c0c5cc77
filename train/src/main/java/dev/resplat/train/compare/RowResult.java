package dev.resplat.train.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.synthesis.Figures;
import java.util.List;

/**
 * What a row has come to.
 *
 * @param profile of the contender
 * @param device that it computed on
 * @param origin what else figures depend on; null in files of earlier versions
 * @param parameters weights that it uses
 * @param scenes one by one
 */
record RowResult(
        Profile profile, String device, Origin origin, long parameters, List<SceneResult> scenes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * What figures depend on, which must still be so where a row is kept.
     *
     * @param views the fingerprint of all that rows look at
     * @param basis {@link Contender#basis}
     */
    record Origin(String views, String basis) {}

    /** Means over targets, then over scenes. */
    Quality quality() {
        return Quality.mean(scenes.stream().map(SceneResult::quality).toList());
    }

    /** The median of reconstructions. */
    double makeSeconds() {
        return Figures.median(scenes.stream().flatMap(s -> s.makeSeconds().stream()).toList());
    }

    /** The median of a view. */
    double renderSeconds() {
        return Figures.median(scenes.stream().flatMap(s -> s.renderSeconds().stream()).toList());
    }

    /** The median of what is counted. */
    long count() {
        return Math.round(
                Figures.median(scenes.stream().map(scene -> (double) scene.count()).toList()));
    }

    /** The most that tensors took. */
    long deviceBytes() {
        return scenes.stream().mapToLong(SceneResult::deviceBytes).max().orElse(0);
    }

    /** The most of Java's heap. */
    long heapBytes() {
        return scenes.stream().mapToLong(SceneResult::heapBytes).max().orElse(0);
    }

    /** As a file. */
    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What {@link #json} has written.
     *
     * @throws JsonProcessingException when it is something else
     */
    static RowResult of(String json) throws JsonProcessingException {
        return JSON.readValue(json, RowResult.class);
    }
}
