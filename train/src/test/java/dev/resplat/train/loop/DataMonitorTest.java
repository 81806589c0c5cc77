package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.tensor.io.HostArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DataMonitorTest {
    private double waited;
    private long hits;
    private long misses;
    private long damaged;

    private DataMonitor monitor() {
        return new DataMonitor(() -> waited)
                .cache(() -> hits, () -> misses)
                .count("damaged", () -> damaged);
    }

    @Test
    void figuresAreOfWhatHasHappenedSinceTheLastOnes() {
        DataMonitor monitor = monitor();
        assertEquals(Map.of("stall", 0.0, "cacheHits", 0.0, "damaged", 0.0), monitor.figures(0));
        waited = 1;
        hits = 3;
        misses = 1;
        damaged = 2;
        assertEquals(Map.of("stall", 0.1, "cacheHits", 0.75, "damaged", 2.0), monitor.figures(10));
        waited = 3;
        hits = 4;
        misses = 10;
        assertEquals(Map.of("stall", 0.5, "cacheHits", 0.1, "damaged", 2.0), monitor.figures(4));
        Results results = monitor.describe(new Results("title"));
        assertEquals("21.43 %", results.facts().get("waited for data"));
        assertEquals("2", results.facts().get("damaged"));
    }

    @Test
    void labelsAreCountedBetweenLinesAndOverAll() {
        DataMonitor monitor = new DataMonitor(() -> 0);
        monitor.took(Map.of("kind", "room"));
        monitor.took(Map.of("kind", "room"));
        monitor.took(Map.of("kind", "garden"));
        monitor.took(Map.of("kind", "garden"));
        Map<String, Double> first = monitor.figures(1);
        assertEquals(0.5, first.get("label_kind_room"));
        monitor.took(Map.of("kind", "room"));
        assertEquals(Map.of("stall", 0.0, "label_kind_room", 1.0), monitor.figures(1));
        Map<String, String> facts = monitor.describe(new Results("title")).facts();
        assertEquals("room 60.0 %, garden 40.0 %", facts.get("kind"));
    }

    @Test
    void manyValuesAreOthers() {
        DataMonitor monitor = new DataMonitor(() -> 0);
        for (int i = 0; i < 100; i++) {
            monitor.took(Map.of("name", "scene" + i));
        }
        Map<String, Double> figures = monitor.figures(1);
        assertEquals(14, figures.size());
        assertEquals(0.88, figures.get("label_name_others"));
    }

    @Test
    void countsGoOnWhereTheyWere() {
        DataMonitor whole = monitor();
        whole.took(Map.of("kind", "room"));
        damaged = 3;
        HostArray state = whole.state();
        whole.took(Map.of("kind", "garden"));
        damaged = 4;
        double expected = whole.figures(1).get("label_kind_room");
        damaged = 0;
        DataMonitor resumed = monitor();
        resumed.restore(state);
        resumed.took(Map.of("kind", "garden"));
        damaged = 1;
        Map<String, Double> figures = resumed.figures(1);
        assertEquals(0.5, expected);
        assertEquals(expected, figures.get("label_kind_room"));
        assertEquals(4, figures.get("damaged"));
    }

    @Test
    void otherTextsAreRefused() {
        DataMonitor monitor = monitor();
        for (String text : List.of("", "{}", "nonsense")) {
            int[] codes = text.chars().toArray();
            HostArray state = HostArray.of(codes, codes.length);
            assertThrows(IllegalArgumentException.class, () -> monitor.restore(state));
        }
    }

    @Test
    void gapsAreColumnsAndLines() {
        DataMonitor monitor = new DataMonitor(() -> 0).gap(() -> Map.of("gap_color", 0.25));
        assertEquals(0.25, monitor.figures(1).get("gap_color"));
        assertEquals("0.2500", monitor.describe(new Results("t")).facts().get("gap_color"));
    }
}
