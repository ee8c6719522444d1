package dev.weir.slm.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.SlmException;
import dev.weir.slm.TokenEvidence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final FairQueue queue = new FairQueue();

    @Test
    void servesOneTenantInTheOrderOfItsRequests() {
        List<Job> sent = List.of(job("a"), job("a"), job("a"));
        sent.forEach(queue::add);

        assertThat(drained()).isEqualTo(sent);
    }

    @Test
    void servesTenantsInTurnHoweverManyOneSends() {
        List<Job> many = List.of(job("many"), job("many"), job("many"));
        many.forEach(queue::add);
        Job one = job("one");
        Job other = job("other");
        queue.add(one);
        queue.add(other);

        assertThat(drained()).containsExactly(many.get(0), one, other, many.get(1), many.get(2));
    }

    @Test
    void forgetsWhatIsRemoved() {
        Job gone = job("a");
        Job stays = job("b");
        queue.add(gone);
        queue.add(stays);

        queue.removeAll(List.of(gone));

        assertThat(queue.size()).isEqualTo(1);
        assertThat(drained()).containsExactly(stays);
    }

    @Test
    void passesOverWhatIsNotPrepared() {
        queue.add(unprepared("slow"));
        Job second = job("slow");
        queue.add(second);
        Job quick = job("quick");
        queue.add(quick);

        assertThat(queue.poll()).isEqualTo(second);
        assertThat(queue.poll()).isEqualTo(quick);
        assertThat(queue.poll()).isNull();
        assertThat(queue.hasPrepared()).isFalse();
        assertThat(queue.size()).isEqualTo(1);
    }

    private List<Job> drained() {
        List<Job> drained = new ArrayList<>();
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            drained.add(job);
        }
        assertThat(queue.size()).isZero();
        return drained;
    }

    private static Job job(String tenant) {
        Job job = unprepared(tenant);
        job.preparation().completeExceptionally(new IllegalStateException("prepared enough for a queue"));
        return job;
    }

    private static Job unprepared(String tenant) {
        GenerationRequest request =
                GenerationRequest.continuing("text").tenant(tenant).build();
        return new Job(request, new Deaf(), new Interruption(() -> {}));
    }

    private static final class Deaf implements GenerationListener {

        @Override
        public void token(TokenEvidence evidence, String text) {}

        @Override
        public void finished(Generation generation) {}

        @Override
        public void failed(SlmException failure) {}
    }
}
