package dev.weir.gateway.shelf;

import java.util.Locale;

/** Numbers of bytes for people, in powers of 1000 as disks and the hub count them. */
public final class Sizes {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
    private static final int STEP = 1000;

    private Sizes() {}

    /** Such as {@code 3.42 GB}: three digits, and all of them below a thousand bytes. */
    public static String text(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= STEP - 0.5 && unit < UNITS.length - 1) {
            number /= STEP;
            unit++;
        }
        int decimals = unit == 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", number, UNITS[unit]);
    }
}
