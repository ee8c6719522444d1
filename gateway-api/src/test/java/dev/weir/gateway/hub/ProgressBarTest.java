package dev.weir.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void showsTheFileAndTheTotalWithSpeedAndTimeLeft() {
        ProgressBar bar = bar(120);
        bar.planned(2, 400_000_000);
        bar.started("onnx/model_q4.onnx", 200_000_000, 0);

        nanos.set(4 * SECOND);
        bar.loaded(100_000_000);

        assertThat(last())
                .isEqualTo("onnx/model_q4.onnx [##########----------] 100 MB of 200 MB · total 25 % · 25.0 MB/s"
                        + " · 0:12 left");
    }

    @Test
    void countsWhatAnEarlierPullLeftInTheFileButNotInTheSpeed() {
        ProgressBar bar = bar(120);
        bar.planned(1, 50_000_000);
        bar.started("m", 200_000_000, 150_000_000);

        nanos.set(SECOND);
        bar.loaded(25_000_000);

        assertThat(last()).contains("175 MB of 200 MB", "total 50 %", "25.0 MB/s", "0:01 left");
    }

    @Test
    void neverIsWiderThanTheTerminal() {
        ProgressBar bar = bar(40);
        bar.planned(1, 10);
        bar.started("a/long/name/of/a/folder/and/of/a/file.onnx", 10, 0);

        assertThat(last()).hasSize(39);
    }

    @Test
    void drawsAtMostTenTimesASecond() {
        ProgressBar bar = bar(120);
        bar.planned(1, 1_000);
        bar.started("m", 1_000, 0);
        String before = text();

        nanos.set(SECOND / 20);
        bar.loaded(1);

        assertThat(text()).isEqualTo(before);
    }

    private ProgressBar bar(int width) {
        return new ProgressBar(new PrintStream(drawn, true, StandardCharsets.UTF_8), nanos::get, width);
    }

    private String text() {
        return drawn.toString(StandardCharsets.UTF_8);
    }

    private String last() {
        return text().substring(text().lastIndexOf("\r\u001b[K") + 4);
    }
}
