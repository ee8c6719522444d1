package dev.weir.gateway.audit;

import dev.weir.gateway.assurance.KeeperStanding;
import dev.weir.gateway.assurance.ThresholdKeeper;
import dev.weir.gateway.assurance.Ticket;
import dev.weir.gateway.audit.AuditObserver.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A route's keeper and its journal in step: what the keeper is told is written down, and what is written down is told
 * again after a restart. The keeper draws nothing else at random than audits, so that brings it back to where it was.
 * Any thread.
 */
final class Evidence implements AutoCloseable {

    private static final String ID = "id";

    private final ThresholdKeeper keeper;
    private final Journal journal;

    private Evidence(ThresholdKeeper keeper, Journal journal) {
        this.keeper = keeper;
        this.journal = journal;
    }

    /** @param makeKeeper of the random numbers that it must use */
    static Restored restore(
            Function<RandomGenerator, ThresholdKeeper> makeKeeper, RandomGenerator random, Journal journal) {
        RecordedDraws draws = new RecordedDraws(random);
        ThresholdKeeper keeper = makeKeeper.apply(draws);
        Journal.Kept kept = journal.read();
        Map<Long, Long> pending = new HashMap<>();
        kept.lines().forEach(line -> replay(line, keeper, draws, pending));
        draws.recall(null);
        Evidence evidence = new Evidence(keeper, journal);
        // Whoever was waiting for these labels is gone.
        new ArrayList<>(pending.values()).forEach(id -> evidence.settle(id, Result.LOST));
        return new Restored(evidence, kept.changed(), !kept.lines().isEmpty());
    }

    private static void replay(JsonNode line, ThresholdKeeper keeper, RecordedDraws draws, Map<Long, Long> pending) {
        long id = line.path(ID).asLong();
        switch (line.path("event").asString("")) {
            case "judged" -> {
                draws.recall(line.path("audited").asBoolean());
                Ticket ticket = keeper.judge(line.path("confidence").asDouble());
                if (!ticket.keeps() || ticket.audits()) {
                    pending.put(id, ticket.id());
                }
            }
            case "labelled" -> {
                Long now = pending.remove(id);
                if (now != null) {
                    keeper.labelled(now, line.path("wrong").asBoolean());
                }
            }
            case "lost" -> {
                Long now = pending.remove(id);
                if (now != null) {
                    keeper.lost(now);
                }
            }
            case "adopted" ->
                keeper.adopt(
                        line.path("threshold").asDouble(),
                        line.path("coverage").asDouble(),
                        line.path("requests").asInt());
            default -> {}
        }
    }

    /** Puts a threshold in force that was certified beforehand. */
    synchronized void adopt(double threshold, double coverage, int requests) {
        keeper.adopt(threshold, coverage, requests);
        journal.write(adopted(threshold, coverage, requests));
    }

    synchronized Ticket judge(double confidence) {
        Ticket ticket = keeper.judge(confidence);
        journal.write(line("judged", ticket.id(), Map.of("confidence", confidence, "audited", ticket.audits())));
        if (journal.isLong()) {
            rotate();
        }
        return ticket;
    }

    Ticket judgeUnobserved(double confidence) {
        return keeper.judgeUnobserved(confidence);
    }

    synchronized void settle(long id, Result result) {
        switch (result) {
            case RIGHT, WRONG -> {
                keeper.labelled(id, result == Result.WRONG);
                journal.write(line("labelled", id, Map.of("wrong", result == Result.WRONG)));
            }
            case LOST -> {
                keeper.lost(id);
                journal.write(line("lost", id, Map.of()));
            }
        }
    }

    KeeperStanding standing() {
        return keeper.standing();
    }

    /** The new journal begins with the threshold in force; what it rests on is only in the old one. */
    private void rotate() {
        journal.rotate();
        KeeperStanding standing = keeper.standing();
        OptionalDouble threshold = standing.threshold();
        if (threshold.isPresent()) {
            journal.write(adopted(threshold.getAsDouble(), standing.coverage(), (int) standing.requests()));
        }
    }

    @Override
    public synchronized void close() {
        journal.close();
    }

    private static Map<String, Object> adopted(double threshold, double coverage, int requests) {
        return line("adopted", null, Map.of("threshold", threshold, "coverage", coverage, "requests", requests));
    }

    private static Map<String, Object> line(String event, @Nullable Long id, Map<String, Object> more) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        if (id != null) {
            line.put(ID, id);
        }
        line.putAll(more);
        return line;
    }

    /**
     * Evidence as it was before the restart.
     *
     * @param changed what has changed since, in words; nothing was restored then
     * @param continues whether there was any
     */
    record Restored(Evidence evidence, List<String> changed, boolean continues) {}
}
