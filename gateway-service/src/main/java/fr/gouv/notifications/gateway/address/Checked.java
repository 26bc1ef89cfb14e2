package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.problem.Fault;

/** What came out when an address was looked at. */
public sealed interface Checked {

    /** The address in the form in which it is used. */
    record Usable(String address) implements Checked {

        /** Says nothing: an address must not slip into a log. */
        @Override
        public String toString() {
            return "Usable[…]";
        }
    }

    /** Nothing could ever arrive there. */
    record Unusable(Fault fault) implements Checked {}
}
