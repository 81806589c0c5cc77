package dev.resplat.train.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.resplat2d.Reconstruction;
import java.util.List;

/**
 * How well one training makes splats of photographs that it has not seen.
 *
 * @param photographs one by one
 */
record TestResult(List<Photograph> photographs) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One of them.
     *
     * @param name of the file
     * @param splats that it was made into
     * @param psnr in decibels, by depth from 0
     * @param seconds up to that depth
     */
    record Photograph(String name, int splats, double[] psnr, double[] seconds) {}

    /** The mean PSNR at a depth. */
    double psnr(int depth) {
        return photographs.stream().mapToDouble(p -> p.psnr[depth]).average().orElse(Double.NaN);
    }

    /** Whether these are all photographs of a test, with the splats that it asks for. */
    boolean isOf(TestPictures test) {
        return photographs.stream().map(Photograph::name).toList().equals(test.names())
                && photographs.stream().map(Photograph::splats).toList().equals(test.splats())
                && photographs.stream()
                        .allMatch(p -> p.psnr.length == Reconstruction.MOST_DEPTH + 1);
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
    static TestResult of(String json) throws JsonProcessingException {
        return JSON.readValue(json, TestResult.class);
    }
}
