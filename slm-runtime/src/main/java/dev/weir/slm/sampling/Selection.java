package dev.weir.slm.sampling;

/** Finds what comes first in an order without putting all of it in order. */
final class Selection {

    private Selection() {}

    /** A whole number that is less for a greater logit, and for equal ones less for the lower index. */
    static long key(float logit, int index) {
        // Adding zero makes one zero of the two.
        int bits = Float.floatToIntBits(logit + 0f);
        int sortable = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ~sortable << 32) | index;
    }

    static int index(long key) {
        return (int) key;
    }

    /** Brings the least keys to the front: as many as wanted. */
    static void front(long[] keys, int count, int wanted) {
        int low = 0;
        int high = count;
        while (high - low > 1) {
            int middle = part(keys, low, high);
            if (middle >= wanted) {
                high = middle;
            } else {
                low = middle;
            }
        }
    }

    /**
     * Brings the least keys to the front: as many as are needed for their indices' weights to add up to what is wanted.
     *
     * @return how many; all, if all together weigh less
     */
    static int front(long[] keys, int count, float[] weights, double wanted) {
        int low = 0;
        int high = count;
        double missing = wanted;
        while (high - low > 1) {
            int middle = part(keys, low, high);
            double sum = 0;
            for (int i = low; i < middle; i++) {
                sum += weights[index(keys[i])];
            }
            if (sum >= missing) {
                high = middle;
            } else {
                missing -= sum;
                low = middle;
            }
        }
        return Math.min(count, low + 1);
    }

    /** Parts the keys in two, neither empty, each of the first less than each of the second (C. A. R. Hoare, 1961). */
    private static int part(long[] keys, int low, int high) {
        long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high - 1]);
        int left = low - 1;
        int right = high;
        while (true) {
            do {
                left++;
            } while (keys[left] < pivot);
            do {
                right--;
            } while (keys[right] > pivot);
            if (left >= right) {
                return Math.max(low + 1, left);
            }
            long swapped = keys[left];
            keys[left] = keys[right];
            keys[right] = swapped;
        }
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
