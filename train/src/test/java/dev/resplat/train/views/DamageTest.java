package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DamageTest {
    @Test
    void eachFileIsSaidOnceAndCountedAlways() {
        List<String> said = new ArrayList<>();
        Damage damage = new Damage(said::add);
        for (int i = 0; i < 3; i++) {
            damage.met(new DamagedViewException("a.png: cut off", null));
            damage.met("clip", "clip.txt: has no frames");
        }
        assertEquals(List.of("skipped: a.png: cut off", "skipped: clip.txt: has no frames"), said);
        assertEquals(2, damage.files());
        assertEquals(6, damage.times());
    }

    @Test
    void thousandsAreOnlyCounted() {
        List<String> said = new ArrayList<>();
        Damage damage = new Damage(said::add);
        for (int i = 0; i < 2000; i++) {
            damage.met("file " + i % 1000, "file " + i % 1000);
        }
        assertEquals(51, said.size());
        assertEquals(1000, damage.files());
        assertEquals(2000, damage.times());
    }
}
