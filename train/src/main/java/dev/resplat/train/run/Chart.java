package dev.resplat.train.run;

import dev.resplat.train.run.Curve.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Lines over one horizontal axis, drawn as an SVG picture.
 *
 * @param name what the values are, with their unit, and what they are over
 * @param across scale of the horizontal axis; a linear one begins at 0
 * @param up scale of the vertical axis
 * @param marked whether the axis is marked at the places of the lines, which are few
 * @param lines what is drawn
 */
public record Chart(String name, Scale across, Scale up, boolean marked, List<Line> lines) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 28;
    private static final int BOTTOM = 28;
    private static final int LABELS = 18;
    private static final int LETTER = 7;
    private static final int LABEL_GAP = 14;
    private static final int GRID_LINES = 4;

    /** Lines of no more places have a dot at each: a line of one place would not be seen. */
    private static final int MOST_DOTS = 8;

    /** Beyond these, colours repeat. */
    private static final List<String> COLORS =
            List.of("#06c", "#d60", "#292", "#c22", "#85b", "#853", "#d6b", "#888", "#994", "#2aa");

    /**
     * A line.
     *
     * @param label a word or two; empty where the name of the chart says all
     * @param places on the horizontal axis, increasing
     * @param values one per place; those that are not finite are left out
     */
    public record Line(String label, double[] places, double[] values) {}

    /** The drawing; needs nothing outside itself. */
    public String svg() {
        double[] heights = ends(values(Line::values, up));
        double[] places = ends(values(Line::places, across));
        if (across == Scale.LINEAR) {
            places[0] = 0;
            places[1] = places[1] > 0 ? places[1] : 1;
        }
        return new Drawing(places[0], places[1], heights[0], heights[1]).svg();
    }

    private DoubleStream values(Function<Line, double[]> axis, Scale scale) {
        return lines.stream()
                .flatMapToDouble(line -> DoubleStream.of(axis.apply(line)))
                .map(value -> position(value, scale))
                .filter(Double::isFinite);
    }

    /** The smallest and the largest, and some distance between them. */
    private static double[] ends(DoubleStream values) {
        double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        values.forEach(
                value -> {
                    ends[0] = Math.min(ends[0], value);
                    ends[1] = Math.max(ends[1], value);
                });
        if (!(ends[1] > ends[0])) {
            ends[0] = Double.isFinite(ends[0]) ? ends[0] - 1 : 0;
            ends[1] = ends[0] + 2;
        }
        return ends;
    }

    private static double position(double value, Scale scale) {
        return scale == Scale.LINEAR ? value : Math.log10(value);
    }

    private static double value(double position, Scale scale) {
        return scale == Scale.LINEAR ? position : Math.pow(10, position);
    }

    /** Where the label of a line begins, and in which row of labels. */
    private record LabelPlace(int left, int row) {}

    /** Beside each other, in as many rows as they take. */
    private static List<LabelPlace> labelPlaces(List<Line> lines) {
        List<LabelPlace> places = new ArrayList<>();
        int left = LEFT;
        int row = 0;
        for (Line line : lines) {
            int right = left + LETTER * line.label.length();
            if (left > LEFT && right > WIDTH) {
                row++;
                right -= left - LEFT;
                left = LEFT;
            }
            places.add(new LabelPlace(left, row));
            left = line.label.isEmpty() ? left : right + LABEL_GAP;
        }
        return places;
    }

    /** With the ends of both axes. */
    private final class Drawing {
        private final double first;
        private final double last;
        private final double low;
        private final double high;
        private final boolean labeled = lines.stream().anyMatch(line -> !line.label.isEmpty());
        private final List<LabelPlace> labels = labelPlaces(lines);
        private final int labelRows = labeled ? labels.get(labels.size() - 1).row + 1 : 0;
        private final int top = TOP + LABELS * labelRows;
        private final int height = HEIGHT + LABELS * labelRows;
        private final StringBuilder svg = new StringBuilder();

        Drawing(double first, double last, double low, double high) {
            this.first = first;
            this.last = last;
            this.low = low;
            this.high = high;
        }

        String svg() {
            add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, height, name);
            add("<text x=\"%d\" y=\"16\" class=\"name\">%s</text>", LEFT, name);
            drawGrid();
            for (int i = 0; i < lines.size(); i++) {
                drawLine(lines.get(i), i);
            }
            return svg.append("</svg>\n").toString();
        }

        private void drawGrid() {
            for (int i = 0; i <= GRID_LINES; i++) {
                double y = low + (high - low) * i / GRID_LINES;
                double v = vertical(y);
                add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, v, WIDTH - RIGHT);
                add(
                        "<text x=\"%d\" y=\"%.1f\" class=\"y\">%s</text>",
                        LEFT - 6, v + 4, label(value(y, up)));
            }
            marks().forEach(
                            place ->
                                    add(
                                            "<text x=\"%.1f\" y=\"%d\" class=\"x\">%s</text>",
                                            horizontal(place),
                                            height - 8,
                                            mark(value(place, across))));
        }

        private DoubleStream marks() {
            return marked
                    ? values(Line::places, across).sorted().distinct()
                    : DoubleStream.of(0, 1, 2, 3, 4)
                            .map(i -> first + (last - first) * i / GRID_LINES);
        }

        private String mark(double place) {
            if (across == Scale.LOGARITHMIC && !marked) {
                String format = place >= 100 ? "%.0f" : place >= 1 ? "%.1f" : "%.2g";
                return String.format(Locale.ROOT, format, place);
            }
            return String.format(Locale.ROOT, marked || last >= 10 ? "%.0f" : "%.2f", place);
        }

        private void drawLine(Line line, int number) {
            String color = COLORS.get(number % COLORS.size());
            if (!line.label.isEmpty()) {
                LabelPlace place = labels.get(number);
                add(
                        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                        place.left, TOP + 6 + LABELS * place.row, color, line.label);
            }
            StringBuilder path = new StringBuilder();
            StringBuilder dots = new StringBuilder();
            for (int i = 0; i < line.places.length; i++) {
                double x = position(line.places[i], across);
                double y = position(line.values[i], up);
                if (!Double.isFinite(x) || !Double.isFinite(y)) {
                    continue;
                }
                String at = path.isEmpty() ? "M" : "L";
                path.append(
                        String.format(Locale.ROOT, "%s%.1f %.1f", at, horizontal(x), vertical(y)));
                dots.append(
                        String.format(
                                Locale.ROOT,
                                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                                horizontal(x),
                                vertical(y),
                                color));
            }
            add("<path class=\"line\" d=\"%s\" style=\"stroke:%s\"/>", path, color);
            svg.append(marked || line.places.length <= MOST_DOTS ? dots : "");
        }

        private double horizontal(double position) {
            return LEFT + (WIDTH - LEFT - RIGHT) * (position - first) / (last - first);
        }

        private double vertical(double position) {
            return height - BOTTOM - (height - top - BOTTOM) * (position - low) / (high - low);
        }

        private void add(String format, Object... arguments) {
            svg.append(String.format(Locale.ROOT, format, arguments));
        }
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, format(Math.abs(value)), value);
    }

    private static String format(double value) {
        return value >= 1000 ? "%.0f" : value < 0.1 ? "%.1e" : "%.2f";
    }
}
