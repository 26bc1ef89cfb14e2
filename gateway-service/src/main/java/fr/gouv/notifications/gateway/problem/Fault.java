package fr.gouv.notifications.gateway.problem;

/**
 * One thing that is wrong with a request, told so that a developer can repair it. Never holds the
 * value itself: values are personal data.
 *
 * @param field path of the field, such as {@code to.email}
 * @param code stable, kebab-case, for programs
 * @param problem what is wrong, to be read after the name of the field
 * @param remedy what to do about it
 */
public record Fault(String field, String code, String problem, String remedy) {}
