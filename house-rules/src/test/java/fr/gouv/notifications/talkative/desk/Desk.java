package fr.gouv.notifications.talkative.desk;

/** Prints in three ways. */
class Desk {

    void open(IllegalStateException problem) {
        System.out.println("open");
        System.err.println("problem");
        problem.printStackTrace();
    }
}
