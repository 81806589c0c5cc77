package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    private static final Shape CUBE = Shape.of(2, 3, 4);

    @Test
    void knowsItsExtents() {
        assertEquals(3, CUBE.rank());
        assertEquals(24, CUBE.size());
        assertEquals(2, CUBE.dim(0));
        assertEquals(4, CUBE.dim(-1));
        assertEquals(2, CUBE.dim(-3));
        assertEquals(1, CUBE.axis(-2));
        assertEquals(12, CUBE.product(1, 3));
        assertEquals(1, CUBE.product(2, 2));
        assertEquals("[2, 3, 4]", CUBE.toString());
    }

    @Test
    void aNumberHasNoExtentsAndAnEmptyArrayNoElements() {
        assertEquals(1, Shape.scalar().size());
        assertEquals(0, Shape.of().rank());
        assertEquals(Shape.scalar(), Shape.of());
        assertEquals("[]", Shape.scalar().toString());
        assertEquals(0, Shape.of(3, 0, 5).size());
    }

    @Test
    void neitherArgumentNorResultIsShared() {
        int[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.dims()[1] = 9;
        assertEquals(Shape.of(2, 3), shape);
    }

    @Test
    void equalExtentsAreEqual() {
        assertEquals(Shape.of(2, 3, 4), CUBE);
        assertEquals(Shape.of(2, 3, 4).hashCode(), CUBE.hashCode());
        assertNotEquals(Shape.of(2, 3), CUBE);
        assertNotEquals(Shape.of(3, 2, 4), CUBE);
        assertNotEquals(CUBE, "[2, 3, 4]");
    }

    @Test
    void axesCanBeReplacedAndDropped() {
        assertEquals(Shape.of(2, 9, 4), CUBE.with(1, 9));
        assertEquals(Shape.of(2, 3, 9), CUBE.with(-1, 9));
        assertEquals(Shape.of(3, 4), CUBE.without(0));
        assertEquals(Shape.of(2, 3), CUBE.without(-1));
        assertEquals(Shape.scalar(), Shape.of(5).without(0));
    }

    @Test
    void stridesAreRowMajor() {
        assertArrayEquals(new int[] {12, 4, 1}, CUBE.strides());
        assertArrayEquals(new int[] {0, 1, 0}, Shape.of(3, 1).stridesIn(CUBE));
        assertArrayEquals(new int[] {0, 0, 0}, Shape.scalar().stridesIn(CUBE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2,3; 2,3; 2,3",
                "1; 2,3; 2,3",
                "3; 2,3; 2,3",
                "2,1; 1,3; 2,3",
                "1,1; 1; 1,1",
                "0,3; 1,3; 0,3",
                "4,1,3; 2,1; 4,2,3",
                "1; 0; 0"
            })
    void extentsOfOneRepeat(String a, String b, String expected) {
        assertEquals(shape(expected), Shape.broadcast("op", shape(a), shape(b)));
        assertEquals(shape(expected), Shape.broadcast("op", shape(b), shape(a)));
        assertTrue(shape(a).broadcastsTo(shape(expected)));
        assertTrue(shape(b).broadcastsTo(shape(expected)));
    }

    @Test
    void whatDiffersDoesNotBroadcast() {
        String message =
                assertThrows(
                                ShapeException.class,
                                () -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(4, 3)))
                        .getMessage();
        assertEquals(
                "add: a [2, 3] and b [4, 3] do not broadcast:"
                        + " extents 2 and 4 differ and neither is 1",
                message);
        assertFalse(Shape.of(2, 3).broadcastsTo(Shape.of(3)));
        assertFalse(Shape.of(2).broadcastsTo(Shape.of(2, 3)));
        assertFalse(Shape.of(3).broadcastsTo(Shape.of(1)));
        assertThrows(ShapeException.class, () -> Shape.broadcast("add", Shape.of(0), Shape.of(2)));
    }

    @Test
    void impossibleShapesAreErrors() {
        assertError("[2, -1]", () -> Shape.of(2, -1));
        assertError("[65536, 65536]", () -> Shape.of(65536, 65536));
        assertError("more than", () -> Shape.of(2147483647, 2147483647, 2147483647));
        assertError("axis 3 of shape [2, 3, 4]: allowed are -3 to 2", () -> CUBE.dim(3));
        assertError("axis -4 of shape [2, 3, 4]", () -> CUBE.without(-4));
    }

    private static void assertError(String part, org.junit.jupiter.api.function.Executable code) {
        String message = assertThrows(ShapeException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static Shape shape(String dims) {
        return Shape.of(
                java.util.Arrays.stream(dims.split(","))
                        .mapToInt(d -> Integer.parseInt(d.trim()))
                        .toArray());
    }
}
