package fr.gouv.notifications.gateway.template;

/** A template was published or archived; told inside this process only. */
record TemplateChanged(String service, String slug) {}
