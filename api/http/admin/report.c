/* The verdict on a run, and what looks wrong in it. */
#include "api/http/admin/admin.h"

struct members {
    struct history_members filter;
    struct slice format;
    struct slice expect;
};

static const struct admin_field report_fields[] = {
    ADMIN_FIELD(ACCOUNT, struct history_members, account),
    ADMIN_FIELD(TEXT, struct history_members, region),
    ADMIN_FIELD(TEXT, struct history_members, queue),
    ADMIN_FIELD(INTEGER, struct history_members, since),
    ADMIN_FIELD(TEXT, struct members, format),
    ADMIN_FIELD(TEXT, struct members, expect),
};

static const struct admin_field lint_fields[] = {
    ADMIN_FIELD(ACCOUNT, struct history_members, account),
    ADMIN_FIELD(TEXT, struct history_members, region),
    ADMIN_FIELD(TEXT, struct history_members, queue),
    ADMIN_FIELD(INTEGER, struct history_members, since),
};

static const struct {
    const char *name;
    enum lab_format format;
    const char *content_type;
} formats[] = {
    {"json", LAB_JSON, "application/json"},
    {"text", LAB_TEXT, "text/plain; charset=utf-8"},
    {"junit", LAB_JUNIT, "application/xml"},
};

static void send_report(struct admin *admin, const struct lab_filter *filter, struct slice expect,
                        size_t format)
{
    const char *problem = lab_report(admin->server->options.lab, filter, expect,
                                     formats[format].format, &admin->reply);
    server_schedule_turn(admin->server);
    if (problem)
        admin_fail(admin, 400, "%s", problem);
    else
        admin_send_as(admin, 200, formats[format].content_type);
}

/* A report is about the queues of one account and region. */
void admin_report(struct admin *admin)
{
    const struct http_options *options = &admin->server->options;
    struct members members = {0};
    struct lab_filter filter;
    if (!ADMIN_READ(admin, report_fields, &members) || !admin_needs_history(admin) ||
        !admin_filter(admin, &members.filter, &filter))
        return;
    if (!slice_present(filter.account))
        filter.account = options->account;
    if (!slice_present(filter.region))
        filter.region = options->region;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (slice_present(members.format) ? slice_is(members.format, formats[i].name) : i == 0) {
            send_report(admin, &filter, members.expect, i);
            return;
        }
    admin_fail(admin, 400, "format must be json, text or junit");
}

void admin_lints(struct admin *admin)
{
    struct members members = {0};
    struct lab_filter filter;
    if (!ADMIN_READ(admin, lint_fields, &members) || !admin_needs_history(admin) ||
        !admin_filter(admin, &members.filter, &filter))
        return;
    lab_lints(admin->server->options.lab, &filter, &admin->reply);
    admin_send(admin, 200);
}
