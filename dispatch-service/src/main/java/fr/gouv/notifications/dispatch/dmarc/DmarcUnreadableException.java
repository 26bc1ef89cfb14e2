package fr.gouv.notifications.dispatch.dmarc;

import java.io.Serial;

/** A report cannot be read; carries nothing of its content. */
final class DmarcUnreadableException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final DmarcReading.Fault fault;

    DmarcUnreadableException(DmarcReading.Fault fault) {
        super(fault.name(), null, false, false);
        this.fault = fault;
    }

    DmarcReading.Fault fault() {
        return fault;
    }
}
