package fr.gouv.notifications.local;

import java.nio.file.Path;

/** A part that is one process of its own, from its start on. */
abstract class ProcessPart implements RunningPart {

    private final Part part;
    final ChildProcess process;

    ProcessPart(Part part, StackFolder folder) {
        this(part, part.label(), folder);
    }

    /** One of several processes of a part, told apart by their names. */
    ProcessPart(Part part, String name, StackFolder folder) {
        this.part = part;
        process = new ChildProcess(name, folder);
    }

    @Override
    public Part part() {
        return part;
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public boolean running() {
        return process.running();
    }

    @Override
    public boolean lost() {
        return process.lost();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Path log() {
        return process.log();
    }
}
