/* The report as JSON, as text for people, and as JUnit XML for build servers. */
#include "src/lab/json.h"
#include "src/lab/judge.h"

static size_t failures(const struct list_node *verdicts)
{
    size_t count = 0;
    for (struct list_node *node = verdicts->next; node != verdicts; node = node->next)
        count += !VERDICT_OF(node)->passed;
    return count;
}

static size_t length(const struct list_node *list)
{
    size_t count = 0;
    for (const struct list_node *node = list->next; node != list; node = node->next)
        count++;
    return count;
}

static void write_json(const struct list_node *verdicts, const struct list_node *findings,
                       struct buf *reply)
{
    buf_append(reply,
               failures(verdicts) == 0 ? SLICE("{\"passed\":true") : SLICE("{\"passed\":false"));
    BUF_LITERAL(reply, ",\"checks\":[");
    for (struct list_node *node = verdicts->next; node != verdicts; node = node->next) {
        const struct verdict *verdict = VERDICT_OF(node);
        if (node != verdicts->next)
            buf_byte(reply, ',');
        BUF_LITERAL(reply, "{\"name\":");
        json_write_text(reply, slice_of(verdict->check));
        put_text(reply, "queue", verdict->queue);
        put_flag(reply, "passed", verdict->passed);
        put_text(reply, "text", verdict->text);
        buf_byte(reply, '}');
    }
    BUF_LITERAL(reply, "],");
    findings_write(findings, reply);
    buf_byte(reply, '}');
}

static void finding_line(const struct finding *finding, struct buf *reply)
{
    char id[UUID_TEXT_LEN];
    buf_printf(reply, "lint    %s %.*s", finding->lint, SLICE_ARG(finding->place->ref.name));
    if (slice_present(finding->group))
        buf_printf(reply, " group %.*s", SLICE_ARG(finding->group));
    if (finding->life) {
        uuid_format(&finding->life->id, id);
        buf_printf(reply, " %.*s", UUID_TEXT_LEN, id);
    }
    buf_printf(reply, ": %.*s\n", SLICE_ARG(finding->text));
}

static void write_text(const struct list_node *verdicts, const struct list_node *findings,
                       struct buf *reply)
{
    size_t failed = failures(verdicts);
    for (struct list_node *node = verdicts->next; node != verdicts; node = node->next) {
        const struct verdict *verdict = VERDICT_OF(node);
        buf_printf(reply, "%s  %s %.*s: %.*s\n", verdict->passed ? "ok    " : "FAILED",
                   verdict->check,
                   SLICE_ARG(slice_present(verdict->queue) ? verdict->queue : SLICE("-")),
                   SLICE_ARG(verdict->text));
    }
    for (struct list_node *node = findings->next; node != findings; node = node->next)
        finding_line(FINDING_OF(node), reply);
    buf_printf(reply, "%zu passed, %zu failed, %zu lint%s\n", length(verdicts) - failed, failed,
               length(findings), length(findings) == 1 ? "" : "s");
}

static void put_xml(struct buf *reply, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.at[i]) {
        case '<':
            BUF_LITERAL(reply, "&lt;");
            break;
        case '>':
            BUF_LITERAL(reply, "&gt;");
            break;
        case '&':
            BUF_LITERAL(reply, "&amp;");
            break;
        case '"':
            BUF_LITERAL(reply, "&quot;");
            break;
        default:
            buf_byte(reply, text.at[i]);
        }
    }
}

static void write_case(const struct verdict *verdict, struct buf *reply)
{
    BUF_LITERAL(reply, "<testcase classname=\"ropeline.");
    put_xml(reply, slice_present(verdict->queue) ? verdict->queue : SLICE("queues"));
    BUF_LITERAL(reply, "\" name=\"");
    put_xml(reply, slice_of(verdict->check));
    BUF_LITERAL(reply, "\">");
    if (!verdict->passed) {
        BUF_LITERAL(reply, "<failure message=\"");
        put_xml(reply, verdict->text);
        BUF_LITERAL(reply, "\"/>");
    }
    BUF_LITERAL(reply, "</testcase>\n");
}

static void write_junit(const struct list_node *verdicts, const struct list_node *findings,
                        struct buf *reply)
{
    struct buf lines;
    buf_init(&lines, (size_t)1 << 20);
    buf_printf(reply,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuite name=\"ropeline\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
               length(verdicts), failures(verdicts));
    for (struct list_node *node = verdicts->next; node != verdicts; node = node->next)
        write_case(VERDICT_OF(node), reply);
    for (struct list_node *node = findings->next; node != findings && !lines.overflow;
         node = node->next)
        finding_line(FINDING_OF(node), &lines);
    BUF_LITERAL(reply, "<system-out>");
    put_xml(reply, buf_slice(&lines));
    BUF_LITERAL(reply, "</system-out>\n</testsuite>\n");
    buf_release(&lines);
}

void report_write(enum lab_format format, const struct list_node *verdicts,
                  const struct list_node *findings, struct buf *reply)
{
    switch (format) {
    case LAB_JSON:
        write_json(verdicts, findings, reply);
        break;
    case LAB_TEXT:
        write_text(verdicts, findings, reply);
        break;
    case LAB_JUNIT:
        write_junit(verdicts, findings, reply);
        break;
    }
}
