package dev.resplat.train.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A quantity over the course of a run, drawn as an SVG picture.
 *
 * @param name what it is, with its unit
 * @param scale of the vertical axis
 * @param places on the horizontal axis, increasing from 0: steps or seconds
 * @param values one per place
 */
public record Curve(String name, Scale scale, double[] places, double[] values) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 28;
    private static final int BOTTOM = 28;
    private static final int LINES = 4;

    /** How values become heights. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /** The drawing; needs nothing outside itself. */
    public String svg() {
        return svg(List.of());
    }

    /**
     * The same before others, to be compared with.
     *
     * @param behind curves with the same places; drawings of each curve of a list before all others
     *     have the same axes
     */
    public String svg(List<Curve> behind) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : all(behind)) {
            if (Double.isFinite(height(value))) {
                low = Math.min(low, height(value));
                high = Math.max(high, height(value));
            }
        }
        if (!(high > low)) {
            low = Double.isFinite(low) ? low - 1 : 0;
            high = low + 2;
        }
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, name);
        add(svg, "<text x=\"%d\" y=\"16\" class=\"name\">%s</text>", LEFT, name);
        drawGrid(svg, low, high);
        for (Curve other : behind) {
            drawLine(svg, other.values, "behind", low, high);
        }
        drawLine(svg, values, "line", low, high);
        return svg.append("</svg>\n").toString();
    }

    private double[] all(List<Curve> behind) {
        return Stream.concat(Stream.of(this), behind.stream())
                .flatMapToDouble(curve -> Arrays.stream(curve.values))
                .toArray();
    }

    private void drawGrid(StringBuilder svg, double low, double high) {
        for (int i = 0; i <= LINES; i++) {
            double y = low + (high - low) * i / LINES;
            double v = vertical(y, low, high);
            add(svg, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, v, WIDTH - RIGHT);
            add(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" class=\"y\">%s</text>",
                    LEFT - 6,
                    v + 4,
                    label(scale == Scale.LINEAR ? y : Math.pow(10, y)));
            double place = last() * i / LINES;
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" class=\"x\">"
                            + (last() < 10 ? "%.2f" : "%.0f")
                            + "</text>",
                    horizontal(place),
                    HEIGHT - 8,
                    place);
        }
    }

    private void drawLine(
            StringBuilder svg, double[] values, String kind, double low, double high) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < places.length; i++) {
            if (Double.isFinite(height(values[i]))) {
                add(
                        path,
                        "%s%.1f %.1f",
                        path.isEmpty() ? "M" : "L",
                        horizontal(places[i]),
                        vertical(height(values[i]), low, high));
            }
        }
        add(svg, "<path class=\"%s\" d=\"%s\"/>", kind, path);
    }

    private double height(double value) {
        return scale == Scale.LINEAR ? value : Math.log10(value);
    }

    private double last() {
        double last = places.length == 0 ? 0 : places[places.length - 1];
        return last > 0 ? last : 1;
    }

    private double horizontal(double place) {
        return LEFT + (WIDTH - LEFT - RIGHT) * place / last();
    }

    private static double vertical(double y, double low, double high) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (y - low) / (high - low);
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, format(Math.abs(value)), value);
    }

    private static String format(double value) {
        return value >= 1000 ? "%.0f" : value < 0.1 ? "%.1e" : "%.2f";
    }

    private static void add(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments));
    }
}
