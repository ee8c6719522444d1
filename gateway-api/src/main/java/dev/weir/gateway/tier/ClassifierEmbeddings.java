package dev.weir.gateway.tier;

import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Passage;
import dev.weir.gateway.routing.TierException;
import dev.weir.slm.Embedding;
import dev.weir.slm.SlmClassifier;
import dev.weir.slm.SlmException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Vectors from a classifier's encoder. Each input is a piece of work of its own, so that a request of two thousand
 * neither holds up the others nor goes on when nobody wants it any more.
 */
final class ClassifierEmbeddings {

    /** There is nothing about a vector to be unsure of. */
    private static final Confidence CERTAIN = new Confidence(1, false);

    private static final int AT_ONCE = 2;

    private final SlmClassifier classifier;
    private final Scheduler scheduler;
    private final ObjectMapper json;

    ClassifierEmbeddings(SlmClassifier classifier, Scheduler scheduler, ObjectMapper json) {
        this.classifier = classifier;
        this.scheduler = scheduler;
        this.json = json;
    }

    Mono<Draft> draft(AnswerForm.Embeddings wanted, long startedNanos) {
        return Flux.range(0, wanted.inputs().size())
                .flatMapSequential(
                        index ->
                                Mono.fromCallable(() -> embedded(wanted, index)).subscribeOn(scheduler),
                        AT_ONCE)
                .collectList()
                .map(vectors -> draft(vectors, startedNanos));
    }

    private Embedding embedded(AnswerForm.Embeddings wanted, int index) {
        String param = "input[" + index + "]";
        try {
            Embedding embedding = classifier.embed(textOf(wanted.inputs().get(index)));
            requireLength(wanted.dimensions(), embedding.size());
            return embedding;
        } catch (SlmException.PromptTooLong tooLong) {
            throw TierException.tooLong(param, tooLong);
        } catch (SlmException.Unsupported unsupported) {
            throw TierException.unsupported(param, String.valueOf(unsupported.getMessage()));
        }
    }

    private String textOf(Passage input) {
        return switch (input) {
            case Passage.Words(String text) -> text;
            case Passage.Tokens(List<Integer> ids) -> classifier.textOf(ids);
        };
    }

    private static void requireLength(@Nullable Integer wanted, int size) {
        if (wanted != null && wanted != size) {
            throw TierException.unsupported("dimensions", "its vectors have " + size + " numbers");
        }
    }

    private Draft draft(List<Embedding> embeddings, long startedNanos) {
        ArrayNode encoded = json.createArrayNode();
        long tokens = 0;
        Duration cpu = Duration.ZERO;
        for (Embedding embedding : embeddings) {
            encoded.add(encoded(embedding.vector()));
            tokens += embedding.promptTokens();
            cpu = cpu.plus(embedding.cpuTime());
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
        return new Draft(encoded.toString(), Draft.Finish.STOP, CERTAIN, new LocalCharge(tokens, 0, wall, cpu));
    }

    private static String encoded(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
