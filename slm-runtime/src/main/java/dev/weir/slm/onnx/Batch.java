package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import dev.weir.slm.Generation;
import dev.weir.slm.SlmException;
import dev.weir.slm.sampling.Distribution;
import java.nio.FloatBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations that run together. All that decode make a step in one native call. One more, the guest, has its
 * prompt read in chunks between those steps, and joins when it is read. Only the engine's thread may touch it.
 */
final class Batch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final LoadedModel model;
    private final KvCache cache;
    private final PrefixCache prefixes;
    private final Measuring measuring;
    private final int mostRows;
    private final boolean guesses;
    private final boolean readsWhole;
    private final EngineCounts counts;
    private final InstantSource clock;
    private final List<Decoding> rows = new ArrayList<>();
    private @Nullable Decoding guest;
    private ReadPrompt lastRead = ReadPrompt.NONE;

    /** What the guest's prompt is read for, once it is read, if it is not to be answered. */
    private @Nullable Weighing weighing;

    private final long passedBefore;
    private long workedNanos;

    /** All of them in the order in which they came. */
    private final List<Decoding> arrived = new ArrayList<>();

    Batch(LoadedModel model, EngineCounts counts, InstantSource clock) {
        DecoderShape shape = model.decode().shape();
        boolean alone = model.decode().changesWithLength() || model.prefill().changesWithLength();
        this.model = model;
        this.counts = counts;
        this.clock = clock;
        this.passedBefore = model.passNanos();
        this.cache = KvCache.of(
                shape, model.limits().cacheBytes(), model.description().contextTokens());
        this.prefixes = new PrefixCache(shape.kv(), alone ? 0 : model.limits().prefixCacheBytes());
        this.measuring = new Measuring("slm-" + model.description().name(), model.threads());
        this.mostRows = shape.takesUnequalRows() && !alone ? model.limits().rows() : 1;
        this.readsWhole = alone;
        this.guesses = model.limits().speculation() && model.decode().readsAnswersAhead();
    }

    /** A generation that is complete, or has failed by itself. Exactly one of the two is there. */
    record Ended(
            Decoding decoding,
            @Nullable Generation generation,
            @Nullable RuntimeException failure) {}

    boolean isEmpty() {
        return rows.isEmpty() && guest == null;
    }

    /** Those that decode. */
    List<Decoding> rows() {
        return List.copyOf(rows);
    }

    Optional<Decoding> guest() {
        return Optional.ofNullable(guest);
    }

    /** Whether another generation may come in: one at a time, and no more than the memory will probably hold. */
    boolean hasRoomFor(Decoding next) {
        int longest = rows.stream().mapToInt(Decoding::expectedLength).max().orElse(0);
        int expected = Math.max(longest, next.expectedLength());
        return guest == null && rows.size() < mostRows && (rows.isEmpty() || cache.fits(rows.size() + 1, expected));
    }

    /** Lets a generation in; what is known of its first tokens is copied. */
    void admit(Decoding next) {
        cache.reserve(rows.size() + 1, Math.max(longestAfter(1), next.known() + 1));
        int row = twinOf(next);
        int known = known(next, row);
        guest = next;
        arrived.add(next);
        cache.openGuest(known);
        if (row >= 0) {
            KvPlane.copy(cache.rows().place(row), cache.guest().place(0), known);
        } else {
            prefixes.load(next.tokens(), known, cache.guest().place(0));
        }
        counts.recalled(known);
    }

    /** How many tokens of a generation the model would have to read. */
    int unread(Decoding decoding) {
        return decoding.known() - known(decoding, twinOf(decoding));
    }

    /** Whether the guest's next token can be chosen without a pass. */
    boolean knowsWholePrompt() {
        return guest != null && cache.guest().length(0) == guest.known();
    }

    /** A row that answers the same prompt, from which one that begins can be forked; -1 if there is none. */
    private int twinOf(Decoding decoding) {
        for (int row = 0; row < rows.size(); row++) {
            if (decoding.isTwinOf(rows.get(row))) {
                return row;
            }
        }
        return -1;
    }

    /** The last token has to be read for its logits, unless they are still there. */
    private int known(Decoding decoding, int twin) {
        if (twin < 0) {
            return prefixes.known(decoding.tokens(), decoding.known() - 1);
        }
        return lastRead.isOf(decoding) ? decoding.known() : decoding.known() - 1;
    }

    /** Reads at most so many tokens of the guest's prompt. Gives the guest if it is complete after them already. */
    Optional<Ended> readPrompt(int most, Pace pace) throws OrtException {
        Decoding reading = guest;
        if (reading == null) {
            return Optional.empty();
        }
        if (weighing != null) {
            return weigh(reading, weighing);
        }
        if (knowsWholePrompt()) {
            return answer(reading, lastRead.logits());
        }
        CpuClock cpu = CpuClock.start();
        long begun = System.nanoTime();
        int from = cache.guest().length(0);
        int unread = reading.known() - from;
        int count = readsWhole ? unread : Math.min(most, unread);
        long[] chunk = Arrays.copyOfRange(reading.tokens(), from, from + count);
        FloatBuffer logits = model.prefill().read(cache.guest(), chunk, 1, reading.options());
        reading.charge(cpu.computing(model.threads()));
        pace.read(count, System.nanoTime() - begun);
        counts.read(count);
        if (from + count < reading.known()) {
            return Optional.empty();
        }
        prefixes.save(reading.tokens(), reading.known(), cache.guest().place(0));
        lastRead = ReadPrompt.of(reading, logits, model.vocabulary());
        return answer(reading, logits);
    }

    /** Begins what the guest's prompt was read for. */
    private Optional<Ended> answer(Decoding reading, FloatBuffer logits) {
        weighing = reading.weighing();
        if (weighing != null) {
            weighing.begin(logits);
            return weighed(reading, weighing);
        }
        Optional<Ended> ended = choose(reading, () -> reading.measure(logits, 0));
        if (ended.isPresent()) {
            drop(reading);
        } else {
            guest = null;
            cache.join();
            rows.add(reading);
        }
        return ended;
    }

    /** Makes one pass for the texts that the guest is to weigh. Other texts are read behind the same prompt after it. */
    private Optional<Ended> weigh(Decoding reading, Weighing begun) throws OrtException {
        Optional<SlmException> obsolete = reading.job().obsolete(clock);
        if (obsolete.isPresent()) {
            drop(reading);
            return Optional.of(new Ended(reading, null, obsolete.get()));
        }
        CpuClock cpu = CpuClock.start();
        long[] next = begun.next(model.prefill().mostLogits());
        int known = reading.known() + begun.kept();
        cache.truncateGuest(known);
        cache.reserve(rows.size() + 1, Math.max(longestAfter(1), known + next.length));
        FloatBuffer logits = model.prefill().read(cache.guest(), next, next.length, reading.options());
        begun.read(next, logits);
        reading.charge(cpu.computing(model.threads()));
        counts.read(next.length);
        return weighed(reading, begun);
    }

    private Optional<Ended> weighed(Decoding reading, Weighing begun) {
        if (!begun.isComplete()) {
            return Optional.empty();
        }
        drop(reading);
        return Optional.of(new Ended(reading, reading.weighed(begun), null));
    }

    /** Makes a step of all rows; gives those that are complete with it. */
    List<Ended> decode() throws OrtException {
        if (rows.isEmpty()) {
            return List.of();
        }
        int count = guest == null ? rows.size() : rows.size() + 1;
        long[] guess = rows.size() == 1 && guesses ? rows.getFirst().guess() : new long[0];
        if (!cache.fits(count, longestAfter(1 + guess.length))) {
            guess = new long[0];
        }
        cache.reserve(count, longestAfter(1 + guess.length));
        List<Ended> ended = guess.length > 0 ? verify(rows.getFirst(), guess) : step();
        ended.forEach(end -> keep(end.decoding()));
        return ended;
    }

    /** The one that came last, if the memory does not hold the next step of all of them. It is out of the batch then. */
    Optional<Decoding> displaced() {
        int count = guest == null ? rows.size() : rows.size() + 1;
        if (rows.isEmpty() || count == 1 || cache.fits(count, longestAfter(1))) {
            return Optional.empty();
        }
        Decoding last = arrived.getLast();
        keep(last);
        return Optional.of(last);
    }

    /** Takes a generation out, complete or not. What it has read is kept for the next text that begins like it. */
    void keep(Decoding leaving) {
        int row = rows.indexOf(leaving);
        try {
            if (row >= 0) {
                int length = cache.rows().length(row);
                // What was written by one graph is not what the other would have read.
                int same = model.hasTwoGraphs() ? Math.min(length, leaving.promptTokens()) : length;
                prefixes.save(leaving.tokens(), same, cache.rows().place(row));
            } else if (leaving.equals(guest)) {
                int same = Math.min(cache.guest().length(0), leaving.known());
                prefixes.save(leaving.tokens(), same, cache.guest().place(0));
            }
        } catch (OutOfMemoryError e) {
            LOG.warn("There is no memory to keep the beginning of a text", e);
        }
        drop(leaving);
    }

    /** Takes a generation out whose keys and values cannot be relied on. */
    void drop(Decoding leaving) {
        arrived.remove(leaving);
        int row = rows.indexOf(leaving);
        if (row >= 0) {
            cache.leave(row);
            Decoding last = rows.removeLast();
            if (row < rows.size()) {
                rows.set(row, last);
            }
        } else if (leaving.equals(guest)) {
            cache.dropGuest();
            guest = null;
            weighing = null;
        }
    }

    /** Takes note of how much runs now, and of so many more nanoseconds of work. */
    void count(long nanos) {
        workedNanos += nanos;
        counts.now(
                guest == null ? rows.size() : rows.size() + 1,
                cache.bytes(),
                prefixes.bytes(),
                workedNanos,
                model.passNanos() - passedBefore);
    }

    @Override
    public void close() {
        measuring.close();
        cache.close();
        prefixes.close();
    }

    private List<Ended> step() throws OrtException {
        CpuClock cpu = CpuClock.start();
        long[] tokens = rows.stream().mapToLong(Decoding::last).toArray();
        FloatBuffer logits = model.stepping(rows.size()).read(cache.rows(), tokens, 1, model.uninterrupted());
        long each = cpu.computing(model.threads()) / rows.size();
        rows.forEach(decoding -> decoding.charge(each));
        List<CompletableFuture<Distribution>> measured = measuring.measure(rows, logits);
        List<Ended> ended = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            choose(rows.get(row), measured.get(row)::join).ifPresent(ended::add);
        }
        counts.stepped();
        return ended;
    }

    /** Reads the last token and a guess of the next ones in one pass, and goes on after those that are right. */
    private List<Ended> verify(Decoding decoding, long[] guess) throws OrtException {
        CpuClock cpu = CpuClock.start();
        int before = cache.rows().length(0);
        long[] tokens = new long[guess.length + 1];
        tokens[0] = decoding.last();
        System.arraycopy(guess, 0, tokens, 1, guess.length);
        FloatBuffer logits = model.decode().read(cache.rows(), tokens, tokens.length, model.uninterrupted());
        decoding.charge(cpu.computing(model.threads()));
        int right = 0;
        Optional<Ended> ended = choose(decoding, () -> decoding.measure(logits, 0));
        while (ended.isEmpty() && right < guess.length && decoding.last() == guess[right]) {
            int position = ++right;
            ended = choose(decoding, () -> decoding.measure(logits, position));
        }
        cache.truncate(before + 1 + right);
        decoding.judge(guess.length, right);
        counts.stepped();
        counts.guessed(guess.length, right);
        return ended.map(List::of).orElse(List.of());
    }

    /** What goes wrong with one row, such as a listener that throws, is no concern of the others. */
    private Optional<Ended> choose(Decoding decoding, Supplier<Distribution> measured) {
        Optional<SlmException> obsolete = decoding.job().obsolete(clock);
        if (obsolete.isPresent()) {
            return Optional.of(new Ended(decoding, null, obsolete.get()));
        }
        counts.chose();
        try {
            return decoding.choose(measured.get()).map(complete -> new Ended(decoding, complete, null));
        } catch (RuntimeException e) {
            return Optional.of(new Ended(decoding, null, e));
        }
    }

    /** The length of the longest row, guest included, when each row has read so many more tokens. */
    private int longestAfter(int more) {
        int longest = guest == null ? 0 : guest.known();
        for (Decoding row : rows) {
            longest = Math.max(longest, row.known() - 1 + more);
        }
        return longest;
    }
}
