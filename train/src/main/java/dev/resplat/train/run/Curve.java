package dev.resplat.train.run;

import java.util.List;

/**
 * A quantity over the course of a run, drawn as an SVG picture.
 *
 * @param name what it is, with its unit
 * @param scale of the vertical axis
 * @param places on the horizontal axis, increasing from 0: steps or seconds
 * @param values one per place
 */
public record Curve(String name, Scale scale, double[] places, double[] values) {
    /** How values become heights. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /** The drawing; needs nothing outside itself. */
    public String svg() {
        return chart().svg();
    }

    /** This curve alone. */
    Chart chart() {
        Chart.Line line = new Chart.Line("", places, values);
        return new Chart(name, Scale.LINEAR, scale, false, List.of(line));
    }
}
