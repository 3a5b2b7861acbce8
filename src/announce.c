/* The start in the log: see announce.h. */
#include "src/announce.h"

static void announce_store(const struct config *config)
{
    if (config->db)
        log_printf(LOG_INFO, "ropeline " ROPELINE_VERSION ": queues are kept in %s (durability %s)",
                   config->db, config->durability_full ? "full" : "normal");
    else
        log_printf(LOG_INFO, "ropeline " ROPELINE_VERSION
                             ": queues are kept in memory and lost when the server stops "
                             "(use --db FILE to keep them)");
}

static void announce_access(const struct config *config, const struct keys *keys, bool exposed)
{
    if (config->verify)
        log_printf(LOG_INFO, "signatures are verified, access keys: %zu (--auth verify)",
                   keys ? keys->by_id.count : 0);
    else if (exposed)
        log_printf(LOG_WARN, "anybody who reaches these addresses may use the queues: signatures "
                             "are not verified (--auth verify)");
    if (config->enforce_policies)
        log_printf(LOG_INFO, "policies decide who may do what (--policies enforce)%s",
                   config->verify ? ""
                                  : "; callers are who they say they are, since signatures are not "
                                    "verified");
}

/* With --auth verify only the loopback may use it, so that is nothing to warn of. */
static void announce_laboratory(const struct config *config, bool exposed)
{
    bool open = exposed && !config->verify;
    if (config->test_mode)
        log_printf(open ? LOG_WARN : LOG_INFO,
                   "the laboratory is open%s: clock, faults, reset, import, snapshots "
                   "(--test-mode)",
                   open ? " to anybody who reaches these addresses" : "");
}

void announce(const struct config *config, const struct keys *keys,
              const struct http_server *server)
{
    bool exposed = http_server_is_exposed(server);
    announce_store(config);
    http_server_announce(server);
    announce_access(config, keys, exposed);
    announce_laboratory(config, exposed);
    log_printf(LOG_INFO, "Ready.");
}
