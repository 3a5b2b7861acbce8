/* Faults that tests inject. */
#include "api/http/admin/admin.h"
#include "src/base/log.h"
#include "src/base/text.h"

static const struct admin_field fields[] = {
    ADMIN_FIELD(TEXT, struct lab_fault_spec, fault),
    ADMIN_FIELD(ACCOUNT, struct lab_fault_spec, account),
    ADMIN_FIELD(TEXT, struct lab_fault_spec, region),
    ADMIN_FIELD(TEXT, struct lab_fault_spec, queue),
    ADMIN_FIELD(TEXT, struct lab_fault_spec, action),
    ADMIN_FIELD(TEXT, struct lab_fault_spec, group),
    ADMIN_FIELD(VALUE, struct lab_fault_spec, probability),
    ADMIN_FIELD(INTEGER, struct lab_fault_spec, next),
    ADMIN_FIELD(VALUE, struct lab_fault_spec, at),
    ADMIN_FIELD(INTEGER, struct lab_fault_spec, seed),
    ADMIN_FIELD(INTEGER, struct lab_fault_spec, for_ms),
    ADMIN_FIELD(INTEGER, struct lab_fault_spec, after_ms),
    ADMIN_FIELD(INTEGER, struct lab_fault_spec, status),
    ADMIN_FIELD(FLAG, struct lab_fault_spec, after_delete),
    ADMIN_FIELD(FLAG, struct lab_fault_spec, break_fifo),
    ADMIN_FIELD(FLAG, struct lab_fault_spec, sender_fault),
    ADMIN_FIELD(TEXT, struct lab_fault_spec, code),
    ADMIN_FIELD(VALUE, struct lab_fault_spec, ids),
};

/* Those of one account, or all. */
struct account_members {
    struct slice account;
};

static const struct admin_field account_fields[] = {
    ADMIN_FIELD(ACCOUNT, struct account_members, account),
};

void admin_faults_list(struct admin *admin)
{
    struct account_members members = {0};
    if (!ADMIN_READ(admin, account_fields, &members))
        return;
    lab_fault_list(admin->server->options.lab, members.account, &admin->reply);
    admin_send(admin, 200);
}

void admin_faults_add(struct admin *admin)
{
    struct http_server *server = admin->server;
    struct lab_fault_spec spec = {0};
    if (!ADMIN_READ(admin, fields, &spec))
        return;
    if (slice_present(spec.queue)) {
        spec.account = slice_present(spec.account) ? spec.account : server->options.account;
        spec.region = slice_present(spec.region) ? spec.region : server->options.region;
    }
    const char *problem = lab_fault_add(server->options.lab, &spec, &admin->reply);
    if (problem) {
        admin_fail(admin, 400, "%s", problem);
        return;
    }
    log_printf(LOG_INFO, "a fault was added: %.*s", SLICE_ARG(spec.fault));
    admin_send(admin, 201);
}

void admin_faults_remove(struct admin *admin)
{
    struct slice id = admin->stars[0];
    struct account_members members = {0};
    if (!ADMIN_READ(admin, account_fields, &members))
        return;
    size_t removed = lab_fault_remove(admin->server->options.lab, id, members.account);
    if (slice_present(id) && removed == 0) {
        admin_fail(admin, 404, "there is no fault %.*s", SLICE_ARG(text_start(id, 64)));
        return;
    }
    if (removed > 0)
        log_printf(LOG_INFO, "faults were removed: %zu", removed);
    buf_printf(&admin->reply, "{\"removed\":%zu}", removed);
    admin_send(admin, 200);
}
