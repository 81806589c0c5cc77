package dev.resplat.train.mesh.io;

import java.util.Arrays;

/**
 * Vertices by what they are made of: three indices, of a position, a normal and texture
 * coordinates. Equal ones have one number. A hash table with open addressing, as a mesh has
 * millions of corners.
 */
final class Vertices {
    private final Ints keys = new Ints();

    /** Numbers of vertices, or -1; its length is a power of two, and half of it is free. */
    private int[] table = empty(1024);

    private static int[] empty(int length) {
        int[] table = new int[length];
        Arrays.fill(table, -1);
        return table;
    }

    int count() {
        return keys.size() / 3;
    }

    /** One of the three indices of a vertex. */
    int index(int vertex, int part) {
        return keys.get(3 * vertex + part);
    }

    /** The number of a vertex, a new one if there was none like it. */
    int number(int position, int normal, int uv) {
        int slot = slot(position, normal, uv);
        if (table[slot] < 0) {
            table[slot] = count();
            keys.add(position);
            keys.add(normal);
            keys.add(uv);
            if (2 * count() > table.length) {
                rehash();
                return count() - 1;
            }
        }
        return table[slot];
    }

    private int slot(int position, int normal, int uv) {
        int mask = table.length - 1;
        int hash = (position * 0x9E3779B1 + normal) * 0x85EBCA6B + uv;
        int slot = (hash * 0xC2B2AE35 ^ hash >>> 15) & mask;
        while (table[slot] >= 0 && !is(table[slot], position, normal, uv)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean is(int vertex, int position, int normal, int uv) {
        return index(vertex, 0) == position && index(vertex, 1) == normal && index(vertex, 2) == uv;
    }

    private void rehash() {
        table = empty(2 * table.length);
        for (int v = 0; v < count(); v++) {
            table[slot(index(v, 0), index(v, 1), index(v, 2))] = v;
        }
    }
}
