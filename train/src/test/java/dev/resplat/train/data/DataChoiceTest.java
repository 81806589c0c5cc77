package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DataChoiceTest {
    @TempDir private Path temporary;

    private static DataChoice choice(String text) {
        return DataChoice.of(Optional.of(text));
    }

    @Test
    void severalHaveWeights() {
        List<DataShare> shares = choice("synthetic:-7=0.7, photographs=3e-1,painted").shares();
        assertEquals(
                List.of(
                        new DataShare("synthetic:-7", 0.7),
                        new DataShare("photographs", 0.3),
                        new DataShare("painted", 1)),
                shares);
        assertEquals(Optional.of(-7L), shares.get(0).synthetic());
        assertTrue(shares.get(2).isPainted());
        assertEquals(
                List.of(Path.of("photographs")),
                choice("synthetic:-7=0.7, photographs=3e-1,painted").folders());
        assertEquals(List.of(), DataChoice.of(Optional.empty()).shares());
    }

    @Test
    void foldersThatAreThereMayBeCalledAnything() throws IOException {
        String odd = Files.createDirectory(temporary.resolve("a,b=2")).toString();
        String plain = Files.createDirectory(temporary.resolve("c=3")).toString();
        assertEquals(List.of(new DataShare(odd, 1)), choice(odd).shares());
        assertEquals(
                List.of(new DataShare(plain, 1), new DataShare("painted", 2)),
                choice(plain + ",painted=2").shares());
        assertEquals(
                List.of(new DataShare(plain, 0.5), new DataShare("painted", 1)),
                choice(plain + "=0.5,painted").shares());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "painted=0|--data painted=0: after the equals sign comes the weight",
                "painted=-1,x|--data painted=-1: after the equals sign comes the weight",
                "painted=much|a number more than 0, as in synthetic:7=0.7",
                "painted=NaN|--data painted=NaN: after the equals sign",
                "painted=Infinity|--data painted=Infinity: after the equals sign",
                "=1|--data =1: after the equals sign comes the weight",
                "painted,|--data painted,: nothing is named beside a comma",
                "painted,,x|nothing is named beside a comma",
                "x,y,x=2|--data x,y,x=2: x is named twice: name it once, with a weight as in x=2",
            })
    void mistakesAreSaidInALine(String text, String expected) {
        UserMistake mistake = assertThrows(UserMistake.class, () -> choice(text).shares());
        assertTrue(mistake.getMessage().contains(expected), mistake.getMessage());
        assertEquals(1, mistake.getMessage().lines().count());
    }
}
