package dev.resplat.train.loop;

import java.util.Map;

/** How far a run is: what the loop itself must know to go on. */
final class Tally {
    /** Steps made, those that were skipped among them. */
    int step;

    /** What steps and evaluations took, over all parts of the run. */
    double seconds;

    /** Steps that changed nothing, because a number was not finite. */
    int skipped;

    /** How many of them were the last ones. */
    int skippedInARow;

    /** Of the steps since the last line of the log. */
    Means means = new Means();

    /** Counts a step by what it has measured. */
    void count(Numbers numbers) {
        step++;
        if (numbers.firstNotFinite().isEmpty()) {
            means.add(numbers);
            skippedInARow = 0;
        } else {
            skipped++;
            skippedInARow++;
        }
    }

    /** Adds this to the metadata of a checkpoint. */
    void describe(Map<String, String> facts) {
        facts.put("step", String.valueOf(step));
        facts.put("seconds", String.valueOf(seconds));
        facts.put("skipped", String.valueOf(skipped));
        facts.put("skippedInARow", String.valueOf(skippedInARow));
        facts.put("means", means.text());
    }

    /**
     * From the metadata of a checkpoint.
     *
     * @throws IllegalArgumentException when something is missing or cannot be
     */
    static Tally of(Map<String, String> facts) {
        Tally tally = new Tally();
        tally.step = count("step", facts);
        tally.seconds = Double.parseDouble(Origin.fact("seconds", facts));
        tally.skipped = count("skipped", facts);
        tally.skippedInARow = count("skippedInARow", facts);
        tally.means = Means.parse(Origin.fact("means", facts));
        return tally;
    }

    private static int count(String name, Map<String, String> facts) {
        int count = Integer.parseInt(Origin.fact(name, facts));
        if (count < 0) {
            throw new IllegalArgumentException("its %s is %d".formatted(name, count));
        }
        return count;
    }
}
