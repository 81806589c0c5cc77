package dev.resplat.train.run;

import static java.lang.Integer.parseInt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.image.Image;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final double[] STEPS = {1, 2, 3};

    @Test
    void thePageNeedsNoOtherFile() throws Exception {
        String html =
                new Report("A <title>")
                        .fact("a & b", "<c>")
                        .picture("a picture", new Image(2, 1, new float[6]))
                        .curve(new Curve("loss", Curve.Scale.LOGARITHMIC, STEPS, STEPS))
                        .config("a: \"b\"")
                        .html();
        assertTrue(html.contains("A &lt;title&gt;"));
        assertTrue(html.contains("a &amp; b") && html.contains("&lt;c&gt;"));
        assertFalse(html.contains("http"), "a link to elsewhere");
        Matcher picture = Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"").matcher(html);
        assertTrue(picture.find());
        byte[] png = Base64.getDecoder().decode(picture.group(1));
        assertEquals(2, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
    }

    @Test
    void numbersOfATableStayWithTheirUnits() {
        String longer = "a remark that takes as many lines as it needs";
        String html =
                new Report("times")
                        .table(
                                "rows",
                                List.of("a", "b", "c"),
                                List.of(List.of("5 ms", "x", longer)))
                        .html();
        assertTrue(html.contains("<td class=\"together\">5 ms<td>x<td>a remark"), html);
    }

    @Test
    void aCurveStaysInItsFrame() {
        String svg =
                new Curve("loss", Curve.Scale.LOGARITHMIC, STEPS, new double[] {1, 1e-3, 1e3})
                        .svg();
        Matcher line = Pattern.compile("class=\"line\" d=\"([^\"]+)\"").matcher(svg);
        assertTrue(line.find());
        assertEquals("M252.0 120.0L440.0 212.0L628.0 28.0", line.group(1));
    }

    @Test
    void constantEmptyAndInfiniteCurvesAreDrawn() {
        double[] none = {};
        double[] same = {2, 2, 2};
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, 0};
        for (Curve.Scale scale : Curve.Scale.values()) {
            assertFalse(new Curve("none", scale, none, none).svg().contains("NaN"));
            assertFalse(new Curve("same", scale, STEPS, same).svg().contains("NaN"));
            assertFalse(new Curve("odd", scale, STEPS, odd).svg().contains("NaN"));
        }
    }

    @Test
    void linesOfAChartShareTheirAxes() {
        Chart.Line first = new Chart.Line("few", new double[] {10, 1000}, new double[] {1, 2});
        Chart.Line second = new Chart.Line("many", new double[] {100, 1000}, new double[] {3, 5});
        String svg =
                new Chart(
                                "PSNR",
                                Curve.Scale.LOGARITHMIC,
                                Curve.Scale.LINEAR,
                                true,
                                List.of(first, second))
                        .svg();
        List<String> paths =
                Pattern.compile("class=\"line\" d=\"([^\"]+)\"")
                        .matcher(svg)
                        .results()
                        .map(line -> line.group(1))
                        .toList();
        assertEquals(List.of("M64.0 230.0L628.0 184.0", "M346.0 138.0L628.0 46.0"), paths);
        for (String text : List.of(">few<", ">many<", ">10<", ">100<", ">1000<")) {
            assertTrue(svg.contains(text), text);
        }
    }

    @Test
    void labelsThatDoNotFitBesideEachOtherTakeAnotherRow() {
        double[] one = {1};
        List<Chart.Line> lines =
                IntStream.range(0, 9)
                        .mapToObj(i -> new Chart.Line("words " + i + " or more", one, one))
                        .toList();
        Chart chart = new Chart("PSNR", Curve.Scale.LINEAR, Curve.Scale.LINEAR, false, lines);
        List<int[]> labels =
                Pattern.compile("<text x=\"(\\d+)\" y=\"(\\d+)\" fill=\"[^\"]+\">words")
                        .matcher(chart.svg())
                        .results()
                        .map(at -> new int[] {parseInt(at.group(1)), parseInt(at.group(2))})
                        .toList();
        assertEquals(9, labels.size());
        for (int i = 0; i < 9; i++) {
            assertEquals(64 + i % 4 * 119, labels.get(i)[0], "label " + i);
            assertEquals(34 + i / 4 * 18, labels.get(i)[1], "label " + i);
        }
        assertTrue(chart.svg().startsWith("<svg viewBox=\"0 0 640 294\""), "room for three rows");
    }
}
