package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ExampleLoaderTest {
    private static Examples examples(ViewSource source) {
        ExamplesConfig config = Settings.examples(Settings.sampler(2, 3), Settings.CHANGED);
        return new Examples(source, config, 3, 9, new Damage(note -> {}));
    }

    private static ExampleLoader loader(Examples examples, int threads, int first) {
        return new ExampleLoader(examples, new ExampleLoader.Config(threads, threads + 1), first);
    }

    private static void assertSame(Batch expected, Batch actual) {
        assertArrayEquals(expected.context(), actual.context());
        assertArrayEquals(expected.targets(), actual.targets());
        assertArrayEquals(expected.worldToCamera(), actual.worldToCamera());
        assertArrayEquals(expected.intrinsics(), actual.intrinsics());
        assertArrayEquals(expected.near(), actual.near());
        assertArrayEquals(expected.far(), actual.far());
        assertArrayEquals(expected.depth(), actual.depth());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void batchesAreTheSameForAnyNumberOfThreadsAndWhereverOneBegins(int threads) {
        Examples alone = examples(new Walls(40, true));
        try (ExampleLoader all = loader(examples(new Walls(40, true)), threads, 0);
                ExampleLoader resumed = loader(examples(new Walls(40, true)), threads, 5)) {
            for (int step = 0; step < 9; step++) {
                Batch expected = alone.batch(step);
                assertSame(expected, all.next());
                if (step >= 5) {
                    assertSame(expected, resumed.next());
                }
            }
        }
    }

    @Test
    void whatGoesWrongIsThrownWhenItIsDue() {
        Walls short1 = new Walls(3, true);
        try (ExampleLoader loader = loader(examples(short1), 2, 0)) {
            assertThrows(UserMistake.class, loader::next);
            assertThrows(UserMistake.class, loader::next);
        }
        ViewSource broken =
                new ViewSource() {
                    @Override
                    public ViewSet training(long number, int width, int height) {
                        if (number == 4) {
                            throw new IllegalStateException("no scene 4");
                        }
                        return new Walls(40, true).training(number, width, height);
                    }

                    @Override
                    public long count() {
                        return Long.MAX_VALUE;
                    }

                    @Override
                    public String name() {
                        return "broken";
                    }
                };
        try (ExampleLoader loader = loader(examples(broken), 3, 0)) {
            loader.next();
            assertEquals(
                    "no scene 4",
                    assertThrows(IllegalStateException.class, loader::next).getMessage());
            assertEquals(2, loader.next().examples().get(0).contextIndices().length);
        }
    }

    @Test
    void waitingIsMeasuredAndClosingIsPrompt() {
        Walls slow = new Walls(40, true);
        slow.millis = 20;
        ExampleLoader loader = loader(examples(slow), 2, 0);
        loader.next();
        assertTrue(loader.stallSeconds() >= 0.2, "waited " + loader.stallSeconds());
        long begin = System.nanoTime();
        loader.close();
        assertTrue(System.nanoTime() - begin < 100_000_000L);
        assertThrows(IllegalStateException.class, loader::next);
    }

    @Test
    void itIsWatchedWhatIsHandedOut() {
        Walls walls = new Walls(14, true);
        walls.damaged = Set.of(3, 7);
        Examples examples = examples(walls);
        try (ExampleLoader loader = loader(examples, 2, 0)) {
            long round = 0;
            for (int step = 0; step < 10; step++) {
                for (Example example : loader.next().examples()) {
                    round += example.labels().get("kind").equals("round") ? 1 : 0;
                }
            }
            Map<String, Double> figures = loader.monitor().figures(100);
            assertEquals(round / 30.0, figures.get("label_kind_round"), 1e-12);
            assertEquals(1, figures.get("label_kind_round") + figures.get("label_kind_flat"));
            assertTrue(figures.get("damaged") > 0);
            assertEquals(loader.stallSeconds() / 100, figures.get("stall"), 1e-12);
        }
    }

    @Test
    void mixedSourcesHaveTheirSharesAndSeeAllOfTheirNumbers() {
        Walls few = new Walls(40, true);
        few.count = 50;
        ViewSource many = named("many", new Walls(40, true));
        MixedSource mixed =
                new MixedSource(
                        List.of(new MixedSource.Share(many, 0.7), new MixedSource.Share(few, 0.3)),
                        4);
        assertEquals("70.0 % many, 30.0 % walls", mixed.name());
        assertEquals(Long.MAX_VALUE, mixed.count());
        int fromMany = 0;
        int runs = 0;
        boolean before = false;
        int[] seen = new int[50];
        for (int number = 0; number < 1000; number++) {
            ViewSet set = mixed.training(number, 16, 16);
            boolean first = set.labels().get("source").equals("many");
            runs += first != before ? 1 : 0;
            before = first;
            fromMany += first ? 1 : 0;
            if (!first) {
                seen[Integer.parseInt(set.name().substring("walls/wall".length()))]++;
            }
            assertEquals(set.name(), mixed.training(number, 16, 16).name());
        }
        assertEquals(700, fromMany);
        // Of a random order: 2 * 0.7 * 0.3 * 1000 = 420 changes, deviation about 15.
        assertTrue(runs > 360 && runs < 480, "changes: " + runs);
        for (int count : seen) {
            assertEquals(6, count);
        }
    }

    @Test
    void sharesMustBeLargeEnoughAndNamesDifferent() {
        MixedSource.Share share = new MixedSource.Share(new Walls(2, true), 1);
        assertThrows(
                IllegalArgumentException.class, () -> new MixedSource(List.of(share, share), 1));
        MixedSource.Share tiny = new MixedSource.Share(named("tiny", new Walls(2, true)), 1e-5);
        assertThrows(
                IllegalArgumentException.class, () -> new MixedSource(List.of(share, tiny), 1));
        assertThrows(
                IllegalArgumentException.class, () -> new MixedSource.Share(share.source(), 0));
    }

    private static ViewSource named(String name, ViewSource source) {
        return new ViewSource() {
            @Override
            public ViewSet training(long number, int width, int height) {
                return source.training(number, width, height);
            }

            @Override
            public long count() {
                return source.count();
            }

            @Override
            public String name() {
                return name;
            }
        };
    }
}
