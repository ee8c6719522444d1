package dev.weir.slm.automaton;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes ranges of characters beyond ASCII as ranges of the bytes of their UTF-8. */
final class Utf8Edges {

    private final Network network;
    private final int from;
    /** By the number of bytes that are still to come, where any continuation bytes may come. */
    private final int[] anyTail = {-1, -1, -1, -1};

    Utf8Edges(Network network, int from, int to) {
        this.network = network;
        this.from = from;
        anyTail[0] = to;
    }

    void add(List<int[]> ranges) {
        for (int[] range : ranges) {
            int first = range[0];
            for (int longest : new int[] {0x7FF, 0xFFFF, 0x10FFFF}) {
                if (first <= longest && first <= range[1]) {
                    split(first, Math.min(range[1], longest));
                    first = longest + 1;
                }
            }
        }
    }

    /** Until every byte is a range of its own: both ends alike above some byte, and everything below it free. */
    private void split(int first, int last) {
        for (int bits = 6; bits < 21; bits += 6) {
            int mask = (1 << bits) - 1;
            if ((first | mask) < last && (first & mask) != 0) {
                split(first, first | mask);
                split((first | mask) + 1, last);
                return;
            }
            if ((first | mask) < last && (last & mask) != mask) {
                split(first, (last & ~mask) - 1);
                split(last & ~mask, last);
                return;
            }
        }
        chain(utf8(first), utf8(last));
    }

    private void chain(byte[] first, byte[] last) {
        int at = from;
        for (int i = 0; i < first.length; i++) {
            int left = first.length - 1 - i;
            int to = left == 0 || isFree(first, last, i + 1) ? anyTail(left) : network.node();
            network.oneByte(at, first[i] & 0xFF, last[i] & 0xFF, to);
            if (to == anyTail[left]) {
                return;
            }
            at = to;
        }
    }

    private static boolean isFree(byte[] first, byte[] last, int from) {
        for (int i = from; i < first.length; i++) {
            if ((first[i] & 0xFF) != 0x80 || (last[i] & 0xFF) != 0xBF) {
                return false;
            }
        }
        return true;
    }

    private int anyTail(int left) {
        if (anyTail[left] < 0) {
            anyTail[left] = network.node();
            network.oneByte(anyTail[left], 0x80, 0xBF, anyTail(left - 1));
        }
        return anyTail[left];
    }

    private static byte[] utf8(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }
}
