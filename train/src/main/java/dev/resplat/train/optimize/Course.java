package dev.resplat.train.optimize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * How far a run is, and the lines of {@code metrics.jsonl}: means over the steps since the line
 * before. A checkpoint has what the next line is the mean of, so that an interrupted run leaves the
 * same lines.
 */
final class Course {
    /** Lines of a whole run. */
    private static final int LINES = 200;

    /** Of so many last steps is the PSNR that is shown on the way. */
    private static final int RECENT = 50;

    private final RunDirectory run;
    private final List<Point> points = new ArrayList<>();

    /** Of the parts of the run before this one. */
    private double secondsBefore;

    private final long begin = System.nanoTime();
    private double psnrs;
    private double losses;
    private int count;
    private int lines;
    private double recent = Double.NaN;
    private int recentCount;

    /** At the beginning. */
    Course(RunDirectory run) {
        this.run = run;
        run.rewindLog(0);
    }

    /**
     * From the metadata of a checkpoint.
     *
     * @param notes is told when lines of the file are missing
     * @throws IllegalArgumentException when something is missing or no number
     */
    Course(RunDirectory run, int step, Map<String, String> facts, Consumer<String> notes) {
        this.run = run;
        secondsBefore = number("seconds", facts);
        psnrs = number("psnrs", facts);
        losses = number("losses", facts);
        count = (int) number("count", facts);
        lines = (int) number("lines", facts);
        for (JsonNode line : run.rewindLog(step)) {
            points.add(
                    new Point(
                            line.path("step").asInt(),
                            line.path("seconds").asDouble(),
                            line.path("psnr").asDouble(Double.NaN),
                            line.path("loss").asDouble(Double.NaN),
                            line.path("splats").asInt()));
        }
        int written = (int) number("written", facts);
        if (points.size() < written) {
            notes.accept(
                    "%s has only %d of the %d lines until step %d: curves of the report lack the others"
                            .formatted(run.file(RunDirectory.LOG), points.size(), written, step));
        }
    }

    /**
     * Lets the next lines come as they would in a run of this length from the beginning: a run that
     * was over, and becomes longer, has had all of its lines.
     *
     * @param done how much of the whole is over, from 0 to 1
     */
    void spread(double done) {
        lines = Math.min(lines, (int) (done * LINES));
    }

    private static double number(String name, Map<String, String> facts) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it does not tell its " + name);
        }
        return Double.parseDouble(value);
    }

    /** Adds what another part of the run has to know to the metadata of a checkpoint. */
    void describe(Map<String, String> facts) {
        facts.put("seconds", String.valueOf(seconds()));
        facts.put("psnrs", String.valueOf(psnrs));
        facts.put("losses", String.valueOf(losses));
        facts.put("count", String.valueOf(count));
        facts.put("lines", String.valueOf(lines));
        facts.put("written", String.valueOf(points.size()));
    }

    /**
     * A line.
     *
     * @param step how many had been made
     * @param seconds that the run had taken
     * @param psnr mean over steps, of the photographs that they looked at
     * @param loss mean over steps
     * @param splats there were
     */
    private record Point(int step, double seconds, double psnr, double loss, int splats) {}

    /** What all parts of the run have taken. */
    double seconds() {
        return secondsBefore + (System.nanoTime() - begin) / 1e9;
    }

    /**
     * Notes a step, and writes a line if it is time to.
     *
     * @param done how much of the whole is over, from 0 to 1
     */
    void add(SceneOptimizer optimizer, double done) {
        double psnr = optimizer.psnr();
        if (Double.isFinite(psnr)) {
            psnrs += psnr;
            losses += optimizer.loss();
            count++;
            recentCount = Math.min(recentCount + 1, RECENT);
            recent = recentCount == 1 ? psnr : recent + (psnr - recent) / recentCount;
        }
        if (done * LINES < lines + 1 || count == 0) {
            return;
        }
        lines = (int) (done * LINES);
        Point point =
                new Point(
                        optimizer.steps(),
                        seconds(),
                        psnrs / count,
                        losses / count,
                        optimizer.count());
        points.add(point);
        psnrs = 0;
        losses = 0;
        count = 0;
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", point.step);
        line.put("psnr", point.psnr);
        line.put("loss", point.loss);
        line.put("splats", point.splats);
        line.put("seconds", point.seconds);
        run.log(line);
    }

    /** The PSNR of recent steps; NaN before the first. */
    double recentPsnr() {
        return recent;
    }

    /** For the report. */
    List<Curve> curves() {
        return List.of(
                curve("PSNR (dB) of training views over steps", Point::step, Point::psnr),
                curve("PSNR (dB) of training views over seconds", Point::seconds, Point::psnr),
                curve("loss over steps", Point::step, Point::loss),
                curve("splats over steps", Point::step, Point::splats));
    }

    private Curve curve(String name, ToDoubleFunction<Point> x, ToDoubleFunction<Point> y) {
        return new Curve(
                name,
                Curve.Scale.LINEAR,
                points.stream().mapToDouble(x).toArray(),
                points.stream().mapToDouble(y).toArray());
    }
}
