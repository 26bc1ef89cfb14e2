package fr.gouv.notifications.contracts.heavy;

import jakarta.persistence.Table;

/** A fact that is a table as well. */
@Table(name = "row")
record Row(String name) {}
