package fr.gouv.notifications.meddling.desk;

import fr.gouv.notifications.neighbour.desk.Neighbour;

/** Uses a class of another service. */
record Meddler(Neighbour neighbour) {}
