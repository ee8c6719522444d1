package dev.weir.gateway.replay;

import dev.weir.gateway.replay.Traffic.Kind;
import dev.weir.gateway.replay.Traffic.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Plays traffic to a gateway stretch by stretch, one request after the other, and notes what became of it. */
final class Replay implements AutoCloseable {

    private static final Path NOTES = Path.of("target/replay.jsonl");
    private static final int BETWEEN_LOOKS = 10;

    private final ReplayedWeir weir;
    private final Traffic traffic;
    private final List<Stretch> stretches = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Replay(ReplayedWeir weir, Traffic traffic) {
        this.weir = weir;
        this.traffic = traffic;
    }

    /** Plays so many requests. */
    Stretch play(String name, Kind kind, int requests) {
        return note(played(name, kind, requests));
    }

    /** Plays until certificate and metric both say that the route is in this state, and fails when they never do. */
    Stretch until(String state, Kind kind, int most) {
        Stretch soFar = played("until " + state, kind, BETWEEN_LOOKS);
        while (!isIn(state)) {
            if (soFar.requests() >= most) {
                throw new AssertionError("after " + most + " requests still " + weir.certificate());
            }
            soFar = soFar.and(played(soFar.name(), kind, BETWEEN_LOOKS));
        }
        return note(soFar);
    }

    private Stretch played(String name, Kind kind, int requests) {
        int kept = 0;
        int wrong = 0;
        for (int i = 0; i < requests; i++) {
            Turn turn = traffic.next(kind);
            boolean local = weir.ask(turn).equals("local");
            kept += local ? 1 : 0;
            wrong += local && !turn.pair().weakIsRight() ? 1 : 0;
        }
        return new Stretch(name, kind.name(), requests, kept, wrong);
    }

    List<Stretch> stretches() {
        return List.copyOf(stretches);
    }

    private boolean isIn(String state) {
        return weir.certificate().path("state").asString().equals(state)
                && weir.metric("weir_certificate_state").stream()
                        .anyMatch(sample -> sample.contains("state=\"" + state + "\"") && sample.endsWith(" 1.0"));
    }

    private Stretch note(Stretch stretch) {
        stretches.add(stretch);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("stretch", stretch.name());
        line.put("traffic", stretch.traffic());
        line.put("requests", stretch.requests());
        line.put("kept", stretch.kept());
        line.put("kept_wrong", stretch.wrong());
        line.put("certificate", weir.certificate());
        line.put("audits", weir.metric("weir_audits_total"));
        notes.add(JsonMapper.shared().writeValueAsString(line));
        return stretch;
    }

    @Override
    public void close() {
        try {
            Files.createDirectories(NOTES.getParent());
            Files.write(NOTES, notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
