package dev.weir.slm.automaton;

/** Parts the 256 bytes into runs that no edge of an automaton tells apart. */
final class ByteClasses {

    private final int[] classOf = new int[256];
    private final int[] first;
    private final int count;

    ByteClasses(Network.ByteEdge[][] edges) {
        boolean[] begins = new boolean[257];
        begins[0] = true;
        for (Network.ByteEdge[] ofNode : edges) {
            for (Network.ByteEdge edge : ofNode) {
                begins[edge.first()] = true;
                begins[edge.last() + 1] = true;
            }
        }
        int[] firsts = new int[257];
        int size = 0;
        for (int b = 0; b < 256; b++) {
            if (begins[b]) {
                firsts[size++] = b;
            }
            classOf[b] = size - 1;
        }
        firsts[size] = 256;
        this.first = firsts;
        this.count = size;
    }

    int count() {
        return count;
    }

    int of(int oneByte) {
        return classOf[oneByte];
    }

    int first(int byteClass) {
        return first[byteClass];
    }

    boolean isSingle(int byteClass) {
        return first[byteClass + 1] == first[byteClass] + 1;
    }
}
