package dev.weir.gateway.shelf;

import java.util.Set;

/** Whether a path that somebody else wrote, relative and with {@code /}, stays inside the folder it is meant for. */
public final class HubPath {

    private static final Set<String> STEPS = Set.of("", ".", "..");

    private HubPath() {}

    /** False for what climbs out, begins at a root, or has characters that no system takes alike. */
    public static boolean isInside(String path) {
        boolean plain = path.chars().allMatch(c -> c >= ' ' && c != '\\' && c != ':' && c != 0x7f);
        for (String step : path.split("/", -1)) {
            plain &= !STEPS.contains(step);
        }
        return plain;
    }
}
