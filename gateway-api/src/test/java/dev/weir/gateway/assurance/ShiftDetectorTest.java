package dev.weir.gateway.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShiftDetectorTest {

    private static final int PATIENCE = 500;

    @Test
    void givesAlarmSoonAfterAnEventHasBecomeFrequent() {
        assertThat(meanTimeToAlarm(0.3)).isLessThan(150);
    }

    @Test
    void isAsPatientAsItSaysWhileNothingHasChanged() {
        assertThat(meanTimeToAlarm(0.1)).isGreaterThan(PATIENCE);
    }

    @Test
    void refusesToTellWhatCannotBeTold() {
        assertThatThrownBy(() -> new ShiftDetector(0.2, 0.2, PATIENCE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double meanTimeToAlarm(double chance) {
        SplittableRandom random = new SplittableRandom(11);
        double sum = 0;
        int runs = 300;
        for (int run = 0; run < runs; run++) {
            ShiftDetector detector = new ShiftDetector(0.1, 0.2, PATIENCE);
            int time = 1;
            while (!detector.observe(random.nextDouble() < chance)) {
                time++;
            }
            sum += time;
        }
        return sum / runs;
    }
}
