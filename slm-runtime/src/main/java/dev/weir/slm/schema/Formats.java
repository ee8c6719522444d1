package dev.weir.slm.schema;

import java.util.Map;
import java.util.Optional;

/**
 * The formats of strings as regular expressions. Where a format has spellings that are seldom written, such as IPv6
 * addresses that leave zeros out, only the usual ones are written; none of them is wrong.
 */
final class Formats {

    private static final String YEAR_MONTH_DAY = "(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))"
            + "|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
    private static final String TIME =
            "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:0\\d|1[0-7]):[0-5]\\d)";
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
    private static final String HOST = "[a-z](?:[a-z0-9]{0,30})(?:\\.[a-z][a-z0-9]{0,30}){0,3}";

    private static final Map<String, String> PATTERNS = Map.of(
            "date",
            YEAR_MONTH_DAY,
            "time",
            TIME,
            "date-time",
            YEAR_MONTH_DAY + "T" + TIME,
            "duration",
            "P(?:\\d{1,4}W|\\d{1,4}D(?:T\\d{1,4}H(?:\\d{1,4}M(?:\\d{1,4}S)?)?)?|T\\d{1,4}[HMS])",
            "uuid",
            "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
            "email",
            "[A-Za-z0-9_+-]{1,30}(?:\\.[A-Za-z0-9_+-]{1,30}){0,1}@(?:" + LABEL + "\\.){1,3}[A-Za-z]{2,6}",
            "hostname",
            HOST,
            "ipv4",
            OCTET + "(?:\\." + OCTET + "){3}",
            "ipv6",
            "(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}");

    private Formats() {}

    /** The pattern that the whole string matches; empty if the format is not known. */
    static Optional<String> pattern(String format) {
        return Optional.ofNullable(PATTERNS.get(format));
    }
}
