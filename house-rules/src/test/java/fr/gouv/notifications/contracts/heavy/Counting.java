package fr.gouv.notifications.contracts.heavy;

/** Holds state. */
class Counting {

    private int count;

    int next() {
        return ++count;
    }
}
