package dev.weir.gateway.evaluation;

import dev.weir.gateway.evaluation.Curves.XY;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One curve as SVG, drawn in the colours of the page around it.
 *
 * @param marked the point of the threshold; null for none
 * @param level a line across, such as the error target; null for none
 */
record Chart(
        String title,
        String across,
        String up,
        List<XY> points,
        @Nullable XY marked,
        @Nullable Double level,
        boolean diagonal) {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 280;
    private static final int LEFT = 56;
    private static final int BOTTOM = 44;
    private static final int MARGIN = 12;
    private static final int TICKS = 5;

    @SuppressWarnings("checkstyle:MethodLength")
    String svg() {
        double left = points.stream().mapToDouble(XY::x).min().orElse(0);
        double right = points.stream().mapToDouble(XY::x).max().orElse(1);
        double low = diagonal ? 0 : points.stream().mapToDouble(XY::y).min().orElse(0);
        double high = diagonal ? 1 : points.stream().mapToDouble(XY::y).max().orElse(1);
        Frame frame = diagonal
                ? new Frame(0, 1, 0, 1)
                : new Frame(
                        left, Math.max(right, left + 1e-9), Math.min(low, orElse(low)), Math.max(high, orElse(high)));
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<figure><figcaption>%s</figcaption><svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
                title,
                WIDTH,
                HEIGHT,
                title));
        ticks(svg, frame);
        if (diagonal) {
            svg.append(String.format(Locale.ROOT, "<path class='hint' d='M%s L%s'/>", frame.at(0, 0), frame.at(1, 1)));
        }
        if (level != null) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path class='level' d='M%s L%s'/>",
                    frame.at(frame.left, level),
                    frame.at(frame.right, level)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<path class='curve' d='M%s'/>",
                points.stream().map(point -> frame.at(point.x(), point.y())).collect(Collectors.joining(" L"))));
        if (diagonal) {
            points.forEach(point -> dot(svg, frame, point, "bin"));
        }
        if (marked != null) {
            dot(svg, frame, marked, "mark");
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
                (WIDTH + LEFT) / 2,
                HEIGHT - 6,
                across));
        svg.append(String.format(
                Locale.ROOT,
                "<text transform='translate(12 %d) rotate(-90)' text-anchor='middle'>%s</text>",
                (HEIGHT - BOTTOM) / 2,
                up));
        return svg.append("</svg></figure>").toString();
    }

    private double orElse(double value) {
        return level == null ? value : level;
    }

    private static void ticks(StringBuilder svg, Frame frame) {
        for (int i = 0; i <= TICKS; i++) {
            double x = frame.left + (frame.right - frame.left) * i / TICKS;
            double y = frame.low + (frame.high - frame.low) * i / TICKS;
            svg.append(String.format(
                    Locale.ROOT,
                    "<path class='grid' d='M%s L%s'/>",
                    frame.at(frame.left, y),
                    frame.at(frame.right, y)));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class='tick' x='%s' y='%d' text-anchor='middle'>%s</text>",
                    number(frame.x(x)),
                    HEIGHT - BOTTOM + 16,
                    percent(x)));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class='tick' x='%d' y='%s' text-anchor='end'>%s</text>",
                    LEFT - 6,
                    number(frame.y(y) + 4),
                    percent(y)));
        }
    }

    private static void dot(StringBuilder svg, Frame frame, XY point, String style) {
        svg.append(String.format(
                Locale.ROOT,
                "<circle class='%s' cx='%s' cy='%s' r='4'/>",
                style,
                number(frame.x(point.x())),
                number(frame.y(point.y()))));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** From values to places. */
    private record Frame(double left, double right, double low, double high) {

        double x(double value) {
            return LEFT + (value - left) / (right - left) * (WIDTH - LEFT - MARGIN);
        }

        double y(double value) {
            double height = high > low ? high - low : 1;
            return HEIGHT - BOTTOM - (value - low) / height * (HEIGHT - BOTTOM - MARGIN);
        }

        String at(double x, double y) {
            return number(x(x)) + " " + number(y(y));
        }
    }
}
