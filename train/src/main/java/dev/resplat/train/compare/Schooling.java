package dev.resplat.train.compare;

import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.loop.WeightsFile;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What weights have learned from.
 *
 * @param weights their name
 * @param steps made until they were taken
 * @param samples seen in these
 * @param hours on the machine that trained them; null if not known
 * @param seed of the training
 */
record Schooling(String weights, long steps, long samples, Double hours, long seed) {
    private static final double SECONDS = 3600;

    /** What a file says of the training of its first splats, where a second one followed. */
    private static final Pattern FIRST =
            Pattern.compile(".*steps 1 to (\\d+): (\\d+) samples, ([\\d.]+) hours");

    /**
     * What a file says of itself.
     *
     * @param depth steps of refinement: what these have learned from is not counted without one
     */
    static Schooling of(String name, WeightsFile file, TrainingConfig config, int depth) {
        Map<String, String> facts = file.facts();
        Matcher first = FIRST.matcher(facts.getOrDefault("first", ""));
        if (depth == 0 && first.matches()) {
            return new Schooling(
                    name,
                    Long.parseLong(first.group(1)),
                    Long.parseLong(first.group(2)),
                    Double.valueOf(first.group(3)),
                    config.seed());
        }
        long steps = Long.parseLong(facts.getOrDefault("step", "0"));
        // those that come with the program say it of all their trainings
        long samples =
                facts.containsKey("samples")
                        ? Long.parseLong(facts.get("samples"))
                        : steps * config.samplesPerStep();
        Double hours = null;
        if (facts.containsKey("hours")) {
            hours = Double.valueOf(facts.get("hours"));
        } else if (facts.containsKey("seconds")) {
            hours = Double.parseDouble(facts.get("seconds")) / SECONDS;
        }
        return new Schooling(name, steps, samples, hours, config.seed());
    }
}
