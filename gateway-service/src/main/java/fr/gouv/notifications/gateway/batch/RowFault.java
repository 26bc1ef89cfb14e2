package fr.gouv.notifications.gateway.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that is wrong with a row.
 *
 * @param row as the spreadsheet shows it: the headings are row 1
 * @param kind an error keeps the row from being sent, a duplicate is sent once, refused came later
 * @param column the heading; empty when it is the row as a whole
 */
@Schema(name = "RowFault")
record RowFault(int row, Kind kind, String column, String code, String problem, String remedy) {

    /** What follows from it. */
    enum Kind {
        ERROR,
        DUPLICATE,
        REFUSED;

        /** As the API and the report write it. */
        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static RowFault error(int row, RowPolicy.CellFault fault) {
        return of(row, Kind.ERROR, fault);
    }

    static RowFault refused(int row, RowPolicy.CellFault fault) {
        return of(row, Kind.REFUSED, fault);
    }

    static RowFault duplicate(int row, int first) {
        return new RowFault(
                row,
                Kind.DUPLICATE,
                "",
                "duplicate-row",
                "says the same to the same recipient as row " + first + ", and is not sent again",
                "nothing need be done; give each row its own reference if both are wanted");
    }

    private static RowFault of(int row, Kind kind, RowPolicy.CellFault it) {
        var fault = it.fault();
        return new RowFault(row, kind, it.column(), fault.code(), fault.problem(), fault.remedy());
    }
}
