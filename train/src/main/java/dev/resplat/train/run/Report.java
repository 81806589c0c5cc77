package dev.resplat.train.run;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page about a run, in one file: pictures and curves are inside. */
public final class Report {
    private static final String STYLE =
            """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            td, th { padding-right: 1.5rem; text-align: left; vertical-align: top; }
            .together { white-space: nowrap; }
            figure { display: inline-block; margin: 0 1rem 1rem 0; }
            figure img { image-rendering: pixelated; min-width: 20rem; max-width: 100%; }
            svg { width: 100%; max-width: 44rem; font: 12px system-ui, sans-serif; fill: currentColor; overflow: visible; }
            svg .name { font-weight: bold; } svg .y { text-anchor: end; } svg .x { text-anchor: middle; }
            svg .grid { stroke: #8884; } svg .line { stroke-width: 2; fill: none; }
            pre { background: #8882; padding: 1rem; overflow: auto; }
            """;

    /** Larger pictures are shown smaller: a page of hundreds of megabytes is of no use. */
    public static final int MOST_PIXELS = 1600;

    /** Characters of a cell that is not broken into lines. */
    private static final int TOGETHER = 36;

    private final String title;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, Image> pictures = new LinkedHashMap<>();
    private final List<Chart> charts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final StringBuilder tables = new StringBuilder();
    private String chartsTitle = "Course";
    private String config = "";

    /** A page with nothing but a title. */
    public Report(String title) {
        this.title = title;
    }

    /** Adds a line to the table of results. */
    public Report fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    /** Adds a picture, which is shown with at most 1600 pixels a side. */
    public Report picture(String caption, Image picture) {
        pictures.put(caption, picture);
        return this;
    }

    /** Adds a sentence below the table of results. */
    public Report note(String text) {
        notes.add(text);
        return this;
    }

    /** Adds a table with a title. */
    public Report table(String name, List<String> head, List<List<String>> rows) {
        tables.append("<h2>%s</h2>\n<table>\n<tr>".formatted(escape(name)));
        head.forEach(cell -> tables.append("<th>").append(escape(cell)));
        for (List<String> row : rows) {
            tables.append("\n<tr>");
            row.forEach(cell -> tables.append(cell(cell)));
        }
        tables.append("\n</table>\n");
        return this;
    }

    /** A number stays together with its unit, and a name of a few words on its line. */
    private static String cell(String text) {
        boolean breaks = text.length() > TOGETHER || text.indexOf(' ') < 0;
        return (breaks ? "<td>" : "<td class=\"together\">") + escape(text);
    }

    /** Adds a curve. */
    public Report curve(Curve curve) {
        return chart(curve.chart());
    }

    /** Adds several curves in one picture. */
    public Report chart(Chart chart) {
        charts.add(chart);
        return this;
    }

    /** What stands above the curves, instead of that they are the course of something. */
    public Report charts(String heading) {
        chartsTitle = heading;
        return this;
    }

    /** Shows the configuration. */
    public Report config(String yaml) {
        config = yaml;
        return this;
    }

    /** The page. */
    public String html() {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n");
        html.append("<meta charset=\"utf-8\">\n<title>").append(escape(title)).append("</title>\n");
        html.append("<style>\n").append(STYLE).append("</style>\n");
        html.append("<h1>").append(escape(title)).append("</h1>\n<table>\n");
        facts.forEach(
                (name, value) ->
                        html.append("<tr>%s<td>%s\n".formatted(cell(name), escape(value))));
        html.append("</table>\n");
        notes.forEach(note -> html.append("<p>").append(escape(note)).append("\n"));
        html.append(tables);
        if (!pictures.isEmpty()) {
            html.append("<h2>Pictures</h2>\n");
        }
        pictures.forEach(
                (caption, picture) ->
                        html.append(
                                "<figure><img alt=\"\" src=\"data:image/png;base64,%s\"><figcaption>%s</figcaption></figure>\n"
                                        .formatted(
                                                Base64.getEncoder()
                                                        .encodeToString(
                                                                picture.within(MOST_PIXELS).png()),
                                                escape(caption))));
        if (!charts.isEmpty()) {
            html.append("<h2>%s</h2>\n".formatted(escape(chartsTitle)));
            charts.forEach(chart -> html.append(chart.svg()));
        }
        if (!config.isEmpty()) {
            html.append("<h2>Configuration</h2>\n<pre>").append(escape(config)).append("</pre>\n");
        }
        return html.append("</html>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
