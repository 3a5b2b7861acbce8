/* Is the server alive, and is it ready to serve? */
#include "api/http/admin/admin.h"

static void say(struct admin *admin, int status, const char *word)
{
    buf_append(&admin->reply, slice_of(word));
    admin_send_as(admin, status, "text/plain");
}

void admin_health(struct admin *admin)
{
    say(admin, 200, "OK");
}

void admin_ready(struct admin *admin)
{
    if (admin->server->stopping)
        say(admin, 503, "stopping");
    else
        say(admin, 200, "OK");
}
