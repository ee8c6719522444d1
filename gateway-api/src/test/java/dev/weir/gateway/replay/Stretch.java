package dev.weir.gateway.replay;

/**
 * A part of a replay.
 *
 * @param kept answers that the local tier gave
 * @param wrong those of them that the data marks wrong
 */
record Stretch(String name, String traffic, int requests, int kept, int wrong) {

    Stretch and(Stretch more) {
        return new Stretch(name, traffic, requests + more.requests, kept + more.kept, wrong + more.wrong);
    }

    double coverage() {
        return (double) kept / requests;
    }

    double error() {
        return (double) wrong / Math.max(1, kept);
    }

    /** By how much the error of so many answers typically misses one of 5 %. */
    double deviation() {
        return Math.sqrt(0.05 * 0.95 / Math.max(1, kept));
    }
}
