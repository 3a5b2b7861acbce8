/* sqsload - a small neutral load generator for SQS-compatible servers (one thread, epoll, HTTP/1.1
 * keep-alive). It speaks the AWS JSON 1.0 protocol (default) or the Query protocol (-p query),
 * prints one JSON line a case. Build: cc -O2 -Wall -o sqsload sqsload.c -lcrypto        Usage:
 * sqsload -h
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---------- options ---------- */
static const char *o_host = "127.0.0.1", *o_case = "send", *o_queue = "bench",
                  *o_ak = "DEV_ACCESS_KEY_ID", *o_sk = "DEV_SECRET_ACCESS_KEY", *o_label = "",
                  *o_ackout, *o_ackin, *o_prefix = "g";
static int o_port, o_conns = 1, o_size = 1024, o_batch = 10, o_groups, o_query, o_sign, o_wait,
                   o_max = 10, o_nqueues = 1, o_single_del, o_idle_ms = 1500, o_vis = -1,
                   o_pollers = 1000, o_die_ok, o_timeout_s = 30, o_think_us;
static double o_secs = 8;
static uint64_t o_count; /* 0 = by time */
static uint64_t o_base;

static void usage(void)
{
    puts("usage: sqsload -P PORT -c CASE [options]\n"
         "cases: send | sendbatch | drain (receive+delete until empty) | recv (receive, no delete) "
         "| mixed (send,receive,delete loop)\n"
         "       create (CreateQueue x -Q) | sendmany (SendMessage round robin over -Q queues) | "
         "wake (long-poll wake-up) \n"
         "       idle (mixed on one connection while -L long polls wait on -Q other queues) | list "
         "(ListQueues) | attrs\n"
         "       park (-L long polls on -Q queues; says when they wait) | start (-- COMMAND: the "
         "time until it answers)\n"
         "  -H host(127.0.0.1) -P port  -q queue name (.fifo appended when -g) -n connections -t "
         "seconds -N requests (messages for drain/recv)\n"
         "  -s body bytes (1024) -b batch size(10) -m MaxNumberOfMessages(10; mixed: 1) -w "
         "WaitTimeSeconds(0) -v VisibilityTimeout of receives\n"
         "  -g groups: FIFO queue with that many message groups -Q number of queues -L idle long "
         "polls(1000) -i drain stops after ms without message -G prefix of group names (g)\n"
         "  -p json|query  -S sign for real (SigV4) -k AK:SK -D delete one by one (no "
         "DeleteMessageBatch)\n"
         "  -o first message id -A file: write ids of acknowledged sends; -R file: compare "
         "received ids with that file; -X stop at first broken connection\n"
         "  -l label copied to the output -T request timeout s (30) -e pause before each cycle us "
         "(mixed -n 1)");
    exit(2);
}

/* ---------- util ---------- */
static inline uint64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + ts.tv_nsec;
}
static void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}
typedef struct {
    char *p;
    size_t len, cap;
} buf;
static void bneed(buf *b, size_t n)
{
    if (b->len + n + 1 > b->cap) {
        size_t c = b->cap ? b->cap : 4096;
        while (c < b->len + n + 1)
            c *= 2;
        b->p = realloc(b->p, c);
        if (!b->p)
            die("memory");
        b->cap = c;
    }
}
static inline void badd(buf *b, const void *s, size_t n)
{
    bneed(b, n);
    memcpy(b->p + b->len, s, n);
    b->len += n;
    b->p[b->len] = 0;
}
static inline void bstr(buf *b, const char *s)
{
    badd(b, s, strlen(s));
}
static void bfmt(buf *b, const char *fmt, ...)
{
    va_list ap;
    bneed(b, 512);
    va_start(ap, fmt);
    int n = vsnprintf(b->p + b->len, b->cap - b->len, fmt, ap);
    va_end(ap);
    if (b->len + n >= b->cap) {
        bneed(b, n + 1);
        va_start(ap, fmt);
        n = vsnprintf(b->p + b->len, b->cap - b->len, fmt, ap);
        va_end(ap);
    }
    b->len += n;
}
static void burl(buf *b, const char *s, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";
    bneed(b, n * 3);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = s[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
            c == '-' || c == '_' || c == '.' || c == '~')
            b->p[b->len++] = c;
        else {
            b->p[b->len++] = '%';
            b->p[b->len++] = hex[c >> 4];
            b->p[b->len++] = hex[c & 15];
        }
    }
    b->p[b->len] = 0;
}

/* histogram: 128 linear sub-buckets per power of two (error < 0.8 %) */
#define HB 128
typedef struct {
    uint64_t n, sum, max, min;
    uint32_t c[64 * HB];
} hist;
static void hadd(hist *h, uint64_t v)
{
    if (!h->n || v < h->min)
        h->min = v;
    h->n++;
    h->sum += v;
    if (v > h->max)
        h->max = v;
    unsigned i;
    if (v < HB)
        i = v;
    else {
        int e = 63 - __builtin_clzll(v) - 7;
        i = (e + 1) * HB + ((v >> e) & (HB - 1));
    }
    if (i >= 64 * HB)
        i = 64 * HB - 1;
    h->c[i]++;
}
static double hq(hist *h, double q)
{
    if (!h->n)
        return 0;
    uint64_t want = (uint64_t)(q * h->n + 0.999999), s = 0;
    if (!want)
        want = 1;
    for (unsigned i = 0; i < 64 * HB; i++) {
        s += h->c[i];
        if (s >= want) {
            double v;
            if (i < HB)
                v = i;
            else {
                int e = i / HB - 1;
                v = (double)((uint64_t)(HB + (i % HB)) << e) + 0.5 * (double)(1ull << e);
            }
            return v > h->max ? h->max : v;
        }
    }
    return h->max;
}

/* ---------- ops ---------- */
enum { SEND, SENDB, RECV, DEL, DELB, CREATE, GETURL, LIST, ATTRS, NOPS };
static const char *opname[] = {"SendMessage",   "SendMessageBatch",   "ReceiveMessage",
                               "DeleteMessage", "DeleteMessageBatch", "CreateQueue",
                               "GetQueueUrl",   "ListQueues",         "GetQueueAttributes"};
static hist *H[NOPS];
static hist Hcycle, Hwake, Hwake2;
static uint64_t n_err, n_bad, n_empty, n_sent, n_recv, n_del, n_dup, n_reconn, n_partial, n_issued,
    n_lenerr;
static char first_err[400];
#define MAXID (1u << 28)
static uint8_t *acked, *seen;
static uint64_t id_hi;

typedef struct {
    char *url;
    size_t len;
} queue_t;
static queue_t *Q;

typedef struct conn {
    int fd, st, op, idx, phase, qi, reused, done, poller, want_close;
    /* st: 0 closed 1 connecting 2 writing 3 reading 4 idle */
    buf body, out, in;
    size_t off;
    uint64_t t0, tcyc, id;
    /* parse */
    int hdr_done, chunked, close_, status;
    size_t hdr_len, clen;
    int have_clen;
    size_t ck_pos, rb_off, rb_len;
    int ck_done;
    buf dec;
    buf handles;
    int nh; /* raw handle strings, NUL separated */
    int hpos;
} conn;
static conn *C;
static int nC;
static int ep;
static uint64_t t_start, t_end_issue, t_last, t_lastmsg;
static int stopping;
static int active;
static struct sockaddr_in sa;
static char amzdate[32], datestamp[16], hosthdr[64], dummyauth[512];
static unsigned char sigkey[32];
static char *filler;

static void on_reply(conn *c);
static void conn_fail(conn *c, const char *why);
static void go(conn *c);

static void note_err(int st, const char *b, size_t n)
{
    n_err++;
    if (!first_err[0]) {
        int k = snprintf(first_err, sizeof first_err, "%d ", st);
        for (size_t i = 0; i < n && k < 300; i++) {
            unsigned char ch = b[i];
            if (ch == '"')
                ch = '\'';
            if (ch < 32 || ch == '\\' || ch > 126)
                ch = ' ';
            first_err[k++] = ch;
        }
        first_err[k] = 0;
    }
}

static void hex32(const unsigned char *d, char *o)
{
    static const char h[] = "0123456789abcdef";
    for (int i = 0; i < 32; i++) {
        o[2 * i] = h[d[i] >> 4];
        o[2 * i + 1] = h[d[i] & 15];
    }
    o[64] = 0;
}
static void init_sign(void)
{
    time_t t = time(NULL);
    struct tm tm;
    gmtime_r(&t, &tm);
    strftime(amzdate, sizeof amzdate, "%Y%m%dT%H%M%SZ", &tm);
    strftime(datestamp, sizeof datestamp, "%Y%m%d", &tm);
    unsigned char k1[32], k2[32], k3[32];
    unsigned l;
    char s[300];
    snprintf(s, sizeof s, "AWS4%s", o_sk);
    HMAC(EVP_sha256(), s, strlen(s), (unsigned char *)datestamp, strlen(datestamp), k1, &l);
    HMAC(EVP_sha256(), k1, 32, (unsigned char *)"us-east-1", 9, k2, &l);
    HMAC(EVP_sha256(), k2, 32, (unsigned char *)"sqs", 3, k3, &l);
    HMAC(EVP_sha256(), k3, 32, (unsigned char *)"aws4_request", 12, sigkey, &l);
    snprintf(dummyauth, sizeof dummyauth,
             "AWS4-HMAC-SHA256 Credential=%s/%s/us-east-1/sqs/aws4_request, "
             "SignedHeaders=host;x-amz-date, "
             "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
             o_ak, datestamp);
}
static void finish_request(conn *c)
{
    c->out.len = 0;
    bstr(&c->out, "POST / HTTP/1.1\r\nHost: ");
    bstr(&c->out, hosthdr);
    if (o_query)
        bstr(&c->out, "\r\nContent-Type: application/x-www-form-urlencoded");
    else {
        bstr(&c->out, "\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.");
        bstr(&c->out, opname[c->op]);
    }
    bstr(&c->out, "\r\nX-Amz-Date: ");
    bstr(&c->out, amzdate);
    bstr(&c->out, "\r\nAuthorization: ");
    if (!o_sign)
        bstr(&c->out, dummyauth);
    else {
        unsigned char d[32];
        char ph[65], crh[65], sg[65];
        char cr[512], sts[512];
        unsigned l;
        SHA256((unsigned char *)c->body.p, c->body.len, d);
        hex32(d, ph);
        int n = snprintf(cr, sizeof cr, "POST\n/\n\nhost:%s\nx-amz-date:%s\n\nhost;x-amz-date\n%s",
                         hosthdr, amzdate, ph);
        SHA256((unsigned char *)cr, n, d);
        hex32(d, crh);
        n = snprintf(sts, sizeof sts, "AWS4-HMAC-SHA256\n%s\n%s/us-east-1/sqs/aws4_request\n%s",
                     amzdate, datestamp, crh);
        HMAC(EVP_sha256(), sigkey, 32, (unsigned char *)sts, n, d, &l);
        hex32(d, sg);
        bfmt(&c->out,
             "AWS4-HMAC-SHA256 Credential=%s/%s/us-east-1/sqs/aws4_request, "
             "SignedHeaders=host;x-amz-date, Signature=%s",
             o_ak, datestamp, sg);
    }
    bfmt(&c->out, "\r\nContent-Length: %zu\r\n\r\n", c->body.len);
    badd(&c->out, c->body.p, c->body.len);
    c->off = 0;
}

/* message body: 16 hex digits of the id, then filler that depends on the id */
static void put_body(buf *b, uint64_t id)
{
    char t[20];
    snprintf(t, sizeof t, "%016llx", (unsigned long long)id);
    int n = o_size < 16 ? 16 : o_size;
    badd(b, t, 16);
    badd(b, filler + (id * 7 & 4095), n - 16);
}
static void put_url(conn *c, int qi)
{
    if (o_query) {
        bstr(&c->body, "&QueueUrl=");
        burl(&c->body, Q[qi].url, Q[qi].len);
    } else {
        bstr(&c->body, "\"QueueUrl\":\"");
        badd(&c->body, Q[qi].url, Q[qi].len);
        bstr(&c->body, "\"");
    }
}
static void mk_begin(conn *c, int op)
{
    c->op = op;
    c->body.len = 0;
    if (o_query) {
        bstr(&c->body, "Action=");
        bstr(&c->body, opname[op]);
        bstr(&c->body, "&Version=2012-11-05");
    } else
        bstr(&c->body, "{");
}
static void mk_end(conn *c)
{
    if (!o_query)
        bstr(&c->body, "}");
    finish_request(c);
    go(c);
}

static uint64_t next_id(void)
{
    uint64_t i = id_hi++;
    if (i >= MAXID)
        die("too many messages");
    return i;
}
static void do_send(conn *c, int qi)
{
    mk_begin(c, SEND);
    put_url(c, qi);
    c->id = next_id();
    bstr(&c->body, o_query ? "&MessageBody=" : ",\"MessageBody\":\"");
    put_body(&c->body, c->id);
    if (!o_query)
        bstr(&c->body, "\"");
    if (o_groups)
        bfmt(&c->body,
             o_query ? "&MessageGroupId=%s%llu&MessageDeduplicationId=%sd%llu"
                     : ",\"MessageGroupId\":\"%s%llu\",\"MessageDeduplicationId\":\"%sd%llu\"",
             o_prefix, (unsigned long long)(c->id % o_groups), o_prefix, (unsigned long long)c->id);
    n_issued++;
    mk_end(c);
}
static void do_sendb(conn *c, int qi)
{
    mk_begin(c, SENDB);
    put_url(c, qi);
    if (!o_query)
        bstr(&c->body, ",\"Entries\":[");
    c->id = id_hi;
    c->nh = o_batch;
    for (int i = 0; i < o_batch; i++) {
        uint64_t id = next_id();
        if (o_query)
            bfmt(&c->body,
                 "&SendMessageBatchRequestEntry.%d.Id=%d&SendMessageBatchRequestEntry.%d."
                 "MessageBody=",
                 i + 1, i, i + 1);
        else
            bfmt(&c->body, "%s{\"Id\":\"%d\",\"MessageBody\":\"", i ? "," : "", i);
        put_body(&c->body, id);
        if (!o_query)
            bstr(&c->body, "\"");
        if (o_groups) {
            if (o_query)
                bfmt(&c->body,
                     "&SendMessageBatchRequestEntry.%d.MessageGroupId=%s%llu&"
                     "SendMessageBatchRequestEntry.%d.MessageDeduplicationId=%sd%llu",
                     i + 1, o_prefix, (unsigned long long)(id % o_groups), i + 1, o_prefix,
                     (unsigned long long)id);
            else
                bfmt(&c->body,
                     ",\"MessageGroupId\":\"%s%llu\",\"MessageDeduplicationId\":\"%sd%llu\"",
                     o_prefix, (unsigned long long)(id % o_groups), o_prefix,
                     (unsigned long long)id);
        }
        if (!o_query)
            bstr(&c->body, "}");
    }
    if (!o_query)
        bstr(&c->body, "]");
    n_issued += o_batch;
    mk_end(c);
}
static void do_recv(conn *c, int qi, int max, int wait)
{
    mk_begin(c, RECV);
    put_url(c, qi);
    bfmt(&c->body,
         o_query ? "&MaxNumberOfMessages=%d&WaitTimeSeconds=%d"
                 : ",\"MaxNumberOfMessages\":%d,\"WaitTimeSeconds\":%d",
         max, wait);
    if (o_vis >= 0)
        bfmt(&c->body, o_query ? "&VisibilityTimeout=%d" : ",\"VisibilityTimeout\":%d", o_vis);
    mk_end(c);
}
static void do_del(conn *c, int qi)
{ /* deletes handle number c->hpos */
    const char *h = c->handles.p;
    for (int i = 0; i < c->hpos; i++)
        h += strlen(h) + 1;
    mk_begin(c, DEL);
    put_url(c, qi);
    if (o_query) {
        bstr(&c->body, "&ReceiptHandle=");
        burl(&c->body, h, strlen(h));
    } else {
        bstr(&c->body, ",\"ReceiptHandle\":\"");
        bstr(&c->body, h);
        bstr(&c->body, "\"");
    }
    mk_end(c);
}
static void do_delb(conn *c, int qi)
{
    const char *h = c->handles.p;
    mk_begin(c, DELB);
    put_url(c, qi);
    if (!o_query)
        bstr(&c->body, ",\"Entries\":[");
    for (int i = 0; i < c->nh; i++) {
        if (o_query) {
            bfmt(&c->body,
                 "&DeleteMessageBatchRequestEntry.%d.Id=%d&DeleteMessageBatchRequestEntry.%d."
                 "ReceiptHandle=",
                 i + 1, i, i + 1);
            burl(&c->body, h, strlen(h));
        } else {
            bfmt(&c->body, "%s{\"Id\":\"%d\",\"ReceiptHandle\":\"", i ? "," : "", i);
            bstr(&c->body, h);
            bstr(&c->body, "\"}");
        }
        h += strlen(h) + 1;
    }
    if (!o_query)
        bstr(&c->body, "]");
    mk_end(c);
}
static void qname(char *o, int i)
{
    if (o_nqueues > 1)
        sprintf(o, "%s-%d%s", o_queue, i, o_groups ? ".fifo" : "");
    else
        sprintf(o, "%s%s", o_queue, o_groups ? ".fifo" : "");
}
static void do_create(conn *c, int i)
{
    char n[200];
    qname(n, i);
    mk_begin(c, CREATE);
    c->qi = i;
    if (o_query) {
        bfmt(&c->body, "&QueueName=%s", n);
        if (o_groups)
            bstr(&c->body, "&Attribute.1.Name=FifoQueue&Attribute.1.Value=true");
    } else {
        bfmt(&c->body, "\"QueueName\":\"%s\"", n);
        if (o_groups)
            bstr(&c->body, ",\"Attributes\":{\"FifoQueue\":\"true\"}");
    }
    mk_end(c);
}
static void do_geturl(conn *c, int i)
{
    char n[200];
    qname(n, i);
    mk_begin(c, GETURL);
    c->qi = i;
    bfmt(&c->body, o_query ? "&QueueName=%s" : "\"QueueName\":\"%s\"", n);
    mk_end(c);
}

/* ---------- reply scanning ---------- */
static int count_str(const char *p, size_t n, const char *s)
{
    size_t l = strlen(s);
    int k = 0;
    const char *e = p + n;
    while ((p = memmem(p, e - p, s, l))) {
        k++;
        p += l;
    }
    return k;
}
/* finds the next value of a string member/element; returns its start, sets *len and moves *pp */
static const char *next_val(const char **pp, const char *e, const char *key, size_t *len)
{
    char pat[64];
    size_t l;
    const char *p = *pp;
    if (o_query) {
        l = snprintf(pat, sizeof pat, "<%s>", key);
        p = memmem(p, e - p, pat, l);
        if (!p)
            return NULL;
        p += l;
        const char *q = memchr(p, '<', e - p);
        if (!q)
            return NULL;
        *len = q - p;
        *pp = q;
        return p;
    }
    l = snprintf(pat, sizeof pat, "\"%s\"", key);
    while ((p = memmem(p, e - p, pat, l))) {
        p += l;
        while (p < e && (*p == ' ' || *p == ':'))
            p++;
        if (p < e && *p == '"') {
            p++;
            const char *q = p;
            while (q < e && *q != '"')
                q += (*q == '\\') ? 2 : 1;
            if (q >= e)
                return NULL;
            *len = q - p;
            *pp = q + 1;
            return p;
        }
    }
    return NULL;
}
static int check_body(const char *b, size_t n)
{
    int want = o_size < 16 ? 16 : o_size;
    (void)want;
    if (n < 16) {
        n_bad++;
        return 0;
    }
    uint64_t id = 0;
    for (int i = 0; i < 16; i++) {
        char ch = b[i];
        int v = ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
        if (v < 0) {
            n_bad++;
            return 0;
        }
        id = id << 4 | v;
    }
    if (id >= MAXID || memcmp(b + 16, filler + (id * 7 & 4095), n - 16)) {
        n_bad++;
        return 0;
    }
    if (n != (size_t)want)
        n_lenerr++;
    if (seen[id >> 3] >> (id & 7) & 1)
        n_dup++;
    else
        seen[id >> 3] |= 1 << (id & 7);
    return 1;
}
static void scan_msgs(conn *c, const char *b, size_t n)
{
    const char *p = b, *e = b + n, *v;
    size_t l;
    c->nh = 0;
    c->handles.len = 0;
    c->hpos = 0;
    while ((v = next_val(&p, e, "ReceiptHandle", &l))) {
        badd(&c->handles, v, l);
        badd(&c->handles, "", 1);
        c->nh++;
    }
    p = b;
    int nb = 0;
    while ((v = next_val(&p, e, "Body", &l))) {
        check_body(v, l);
        nb++;
    }
    if (nb != c->nh)
        n_bad++;
    n_recv += c->nh;
    if (!c->nh)
        n_empty++;
    else
        t_lastmsg = now_ns();
}

/* ---------- connection engine ---------- */
static void ep_mod(conn *c, uint32_t ev)
{
    struct epoll_event e = {.events = ev, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}
static void cclose(conn *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->st = 0;
    c->reused = 0;
}
static void copen(conn *c)
{
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0)
        die("socket: %s", strerror(errno));
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    int r = connect(c->fd, (struct sockaddr *)&sa, sizeof sa);
    if (r < 0 && errno != EINPROGRESS) {
        close(c->fd);
        c->fd = -1;
        conn_fail(c, strerror(errno));
        return;
    }
    c->st = r == 0 ? 2 : 1;
    e.events = r == 0 ? EPOLLIN : EPOLLOUT;
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
    n_reconn++;
}
static void cwrite(conn *c)
{
    while (c->off < c->out.len) {
        ssize_t r = send(c->fd, c->out.p + c->off, c->out.len - c->off, MSG_NOSIGNAL);
        if (r < 0) {
            if (errno == EAGAIN) {
                c->st = 2;
                ep_mod(c, EPOLLIN | EPOLLOUT);
                return;
            }
            if (errno == EINTR)
                continue;
            conn_fail(c, strerror(errno));
            return;
        }
        c->off += r;
    }
    if (c->st == 2 || c->st == 1)
        ep_mod(c, EPOLLIN);
    c->st = 3;
}
static void start_io(conn *c)
{
    c->in.len = 0;
    c->hdr_done = 0;
    c->chunked = c->close_ = c->have_clen = 0;
    c->clen = 0;
    c->ck_pos = 0;
    c->ck_done = 0;
    c->dec.len = 0;
    c->off = 0;
    if (c->fd < 0) {
        copen(c);
        if (c->fd >= 0 && c->st == 2)
            cwrite(c);
    } else
        cwrite(c);
}
static void go(conn *c)
{
    c->t0 = now_ns();
    c->done = 0;
    start_io(c);
}
static void conn_fail(conn *c, const char *why)
{
    int had = c->in.len;
    int re = c->reused;
    cclose(c);
    if (o_die_ok) {
        stopping = 2;
        return;
    }
    if (re && !had) {
        start_io(c);
        return;
    } /* stale keep-alive connection: try again on a new one */
    note_err(-1, why, strlen(why));
    if (n_err > 1000 && n_err > (n_sent + n_recv) / 2) {
        stopping = 1;
        c->done = 1;
        return;
    }
    usleep(1000);
    c->status = -1;
    c->rb_len = 0;
    c->rb_off = 0;
    on_reply(c);
}
static int parse(conn *c)
{ /* 1 = complete */
    if (!c->hdr_done) {
        char *h = memmem(c->in.p, c->in.len, "\r\n\r\n", 4);
        if (!h)
            return 0;
        c->hdr_len = h - c->in.p + 4;
        c->hdr_done = 1;
        c->status = atoi(c->in.p + 9);
        c->close_ = !strncmp(c->in.p, "HTTP/1.0", 8);
        char *p = strchr(c->in.p, '\n') + 1;
        while (p < h + 2) {
            char *e = memchr(p, '\n', h + 2 - p);
            if (!e)
                e = h + 2;
            if (!strncasecmp(p, "content-length:", 15)) {
                c->clen = strtoul(p + 15, 0, 10);
                c->have_clen = 1;
            } else if (!strncasecmp(p, "transfer-encoding:", 18) && memmem(p, e - p, "chunked", 7))
                c->chunked = 1;
            else if (!strncasecmp(p, "connection:", 11)) {
                for (char *q = p; q < e - 4; q++)
                    if (!strncasecmp(q, "close", 5))
                        c->close_ = 1;
            }
            p = e + 1;
        }
        if (c->status == 100) {
            memmove(c->in.p, c->in.p + c->hdr_len, c->in.len - c->hdr_len);
            c->in.len -= c->hdr_len;
            c->hdr_done = 0;
            return c->in.len ? parse(c) : 0;
        }
        c->ck_pos = c->hdr_len;
    }
    if (c->chunked) {
        for (;;) {
            char *p = c->in.p + c->ck_pos;
            size_t left = c->in.len - c->ck_pos;
            char *nl = memmem(p, left, "\r\n", 2);
            if (!nl)
                return 0;
            size_t n = strtoul(p, 0, 16);
            size_t need = (nl - p) + 2 + n + 2;
            if (left < need)
                return 0;
            if (n == 0) {
                c->rb_len = c->dec.len;
                return 1;
            }
            badd(&c->dec, nl + 2, n);
            c->ck_pos += need;
        }
    }
    if (c->have_clen) {
        if (c->in.len - c->hdr_len >= c->clen) {
            c->rb_off = c->hdr_len;
            c->rb_len = c->clen;
            return 1;
        }
        return 0;
    }
    if (c->status == 204) {
        c->rb_len = 0;
        c->rb_off = c->hdr_len;
        return 1;
    }
    return 0; /* until EOF */
}
static void complete(conn *c)
{
    t_last = now_ns();
    if (c->close_)
        cclose(c);
    else {
        c->st = 4;
        c->reused = 1;
    }
    if (!c->poller)
        hadd(H[c->op], t_last - c->t0);
    on_reply(c);
}
static void cread(conn *c)
{
    for (;;) {
        bneed(&c->in, 65536);
        ssize_t r = recv(c->fd, c->in.p + c->in.len, c->in.cap - c->in.len - 1, 0);
        if (r > 0) {
            c->in.len += r;
            c->in.p[c->in.len] = 0;
            if (c->st != 3) {
                return;
            }
            if (parse(c)) {
                complete(c);
                return;
            }
            if ((size_t)r < 60000)
                continue;
        } else if (r == 0) {
            if (c->st == 3 && c->hdr_done && !c->have_clen && !c->chunked) {
                c->rb_off = c->hdr_len;
                c->rb_len = c->in.len - c->hdr_len;
                c->close_ = 1;
                complete(c);
                return;
            }
            if (c->st == 4 || c->done) {
                cclose(c);
                return;
            }
            conn_fail(c, "closed by server");
            return;
        } else {
            if (errno == EAGAIN)
                return;
            if (errno == EINTR)
                continue;
            if (c->st == 4) {
                cclose(c);
                return;
            }
            conn_fail(c, strerror(errno));
            return;
        }
    }
}
static const char *rbody(conn *c)
{
    return c->chunked ? (c->dec.p ? c->dec.p : "") : c->in.p + c->rb_off;
}

static void loop_until(int (*fin)(void))
{
    struct epoll_event ev[256];
    uint64_t lastchk = now_ns();
    while (!fin()) {
        int n = epoll_wait(ep, ev, 256, 20);
        for (int i = 0; i < n; i++) {
            conn *c = ev[i].data.ptr;
            if (c->fd < 0)
                continue;
            if (c->st == 1) {
                int er = 0;
                socklen_t l = sizeof er;
                getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &er, &l);
                if (er) {
                    conn_fail(c, strerror(er));
                    continue;
                }
                cwrite(c);
                continue;
            }
            if (c->st == 2 && (ev[i].events & EPOLLOUT)) {
                cwrite(c);
                if (c->fd < 0 || c->st == 2)
                    continue;
            }
            if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                cread(c);
        }
        uint64_t t = now_ns();
        if (t - lastchk > 500000000ull) {
            lastchk = t;
            for (int i = 0; i < nC; i++)
                if ((C[i].st >= 1 && C[i].st <= 3) && !C[i].done &&
                    t - C[i].t0 > o_timeout_s * 1000000000ull) {
                    conn *c = &C[i];
                    cclose(c);
                    note_err(-2, "timeout", 7);
                    c->status = -2;
                    c->rb_len = 0;
                    c->t0 = t;
                    on_reply(c);
                }
        }
    }
}

/* ---------- cases ---------- */
enum {
    K_SEND,
    K_SENDB,
    K_DRAIN,
    K_RECV,
    K_MIXED,
    K_CREATE,
    K_SENDMANY,
    K_WAKE,
    K_IDLE,
    K_LIST,
    K_ATTRS,
    K_PARK,
    K_START,
    K_SETUP
} kase;
static int created;
static int wake_stage;
static uint64_t wake_sendreply, wake_due, wake_sendstart, wake_n;
static conn *W, *S;
static uint64_t rr;
static int time_up(void)
{
    return stopping || (o_count ? 0 : now_ns() >= t_end_issue);
}
static void done(conn *c)
{
    if (!c->done) {
        c->done = 1;
        active--;
    }
}

/* Before a cycle: with -e the client rests, by the clock, so that its core stays awake. */
static void think(void)
{
    uint64_t until = now_ns() + (uint64_t)o_think_us * 1000;
    while (o_think_us && now_ns() < until)
        ;
}
static void next(conn *c)
{
    switch (kase) {
    case K_SEND:
        think();
        if (time_up() || (o_count && n_issued >= o_count))
            done(c);
        else
            do_send(c, 0);
        break;
    case K_SENDMANY:
        if (time_up() || (o_count && n_issued >= o_count))
            done(c);
        else
            do_send(c, rr++ % o_nqueues);
        break;
    case K_SENDB:
        if (time_up() || (o_count && n_issued >= o_count))
            done(c);
        else
            do_sendb(c, 0);
        break;
    case K_RECV:
        if (stopping || (o_secs > 0 && now_ns() >= t_end_issue) || (o_count && n_recv >= o_count) ||
            (now_ns() - t_lastmsg > o_idle_ms * 1000000ull))
            done(c);
        else
            do_recv(c, 0, o_max, o_wait);
        break;
    case K_DRAIN:
        if (c->phase == 1 && c->hpos < c->nh) {
            if (o_single_del)
                do_del(c, 0);
            else
                do_delb(c, 0);
            break;
        }
        c->phase = 0;
        if (stopping || (o_secs > 0 && now_ns() >= t_end_issue) || (o_count && n_recv >= o_count) ||
            (now_ns() - t_lastmsg > o_idle_ms * 1000000ull))
            done(c);
        else
            do_recv(c, 0, o_max, o_wait);
        break;
    case K_PARK:
    case K_IDLE:
        if (c->poller) {
            if (stopping)
                done(c);
            else
                do_recv(c, o_nqueues > 1 ? 1 + c->idx % (o_nqueues - 1) : 0, 10, 20);
            break;
        }
        /* fallthrough */
    case K_MIXED:
        if (c->phase == 0) {
            if (time_up() || (o_count && n_issued >= o_count)) {
                done(c);
                if (kase == K_IDLE)
                    stopping = 1;
                break;
            }
            think();
            c->tcyc = now_ns();
            do_send(c, 0);
        } else if (c->phase == 1) {
            if (now_ns() > t_end_issue + 3000000000ull && o_secs > 0) {
                done(c);
                if (kase == K_IDLE)
                    stopping = 1;
                break;
            }
            do_recv(c, 0, 1, kase == K_IDLE ? 0 : o_wait);
        } else {
            c->hpos = 0;
            do_del(c, 0);
        }
        break;
    case K_CREATE:
        if (stopping || (o_secs > 0 && now_ns() >= t_end_issue) || created >= o_nqueues)
            done(c);
        else
            do_create(c, created++);
        break;
    case K_LIST:
        if (time_up())
            done(c);
        else {
            mk_begin(c, LIST);
            mk_end(c);
        }
        break;
    case K_ATTRS:
        if (time_up())
            done(c);
        else {
            mk_begin(c, ATTRS);
            put_url(c, 0);
            bstr(&c->body, o_query ? "&AttributeName.1=All" : ",\"AttributeNames\":[\"All\"]");
            mk_end(c);
        }
        break;
    default:
        break;
    }
}
static void set_url(int i, const char *b, size_t n)
{
    const char *p = b;
    size_t l;
    const char *v = next_val(&p, b + n, "QueueUrl", &l);
    if (v) {
        Q[i].url = strndup(v, l);
        Q[i].len = l;
    }
}
static void on_reply(conn *c)
{
    int ok = c->status == 200;
    const char *b = c->status > 0 ? rbody(c) : "";
    size_t n = c->status > 0 ? c->rb_len : 0;
    if (kase == K_SETUP) {
        if (c->op == CREATE) {
            if (ok) {
                set_url(c->qi, b, n);
                done(c);
            } else {
                snprintf(first_err, sizeof first_err, "%d %.*s", c->status, n > 200 ? 200 : (int)n,
                         b);
                do_geturl(c, c->qi);
            }
        } else {
            if (ok)
                set_url(c->qi, b, n);
            done(c);
        }
        return;
    }
    if (!ok && c->status > 0)
        note_err(c->status, b, n);
    switch (c->op) {
    case SEND:
        if (ok) {
            n_sent++;
            acked[c->id >> 3] |= 1 << (c->id & 7);
        }
        break;
    case SENDB:
        if (ok) {
            int k = o_query ? count_str(b, n, "<MessageId>") : count_str(b, n, "\"MessageId\"");
            if (k != o_batch) {
                n_partial++;
                if (!first_err[0]) {
                    note_err(200, b, n);
                    n_err--;
                }
            }
            n_sent += k;
            if (k == o_batch)
                for (int i = 0; i < o_batch; i++)
                    acked[(c->id + i) >> 3] |= 1 << ((c->id + i) & 7);
        }
        break;
    case RECV:
        if (ok)
            scan_msgs(c, b, n);
        else
            c->nh = 0;
        break;
    case DEL:
        if (ok)
            n_del++;
        break;
    case DELB:
        if (ok) {
            int k =
                o_query ? count_str(b, n, "<BatchResultErrorEntry>") : count_str(b, n, "\"Code\"");
            if (k) {
                n_partial++;
                if (!first_err[0]) {
                    note_err(200, b, n);
                    n_err--;
                }
            }
            n_del += c->nh - k;
        }
        break;
    }
    if (kase == K_WAKE) {
        uint64_t t = now_ns();
        if (c == W) {
            if (c->op == RECV) {
                if (c->nh) {
                    if (wake_stage == 3) {
                        hadd(&Hwake, t > wake_sendreply ? t - wake_sendreply : 0);
                        hadd(&Hwake2, t - wake_sendstart);
                    } else {
                        hadd(&Hwake, 0);
                        hadd(&Hwake2, t - wake_sendstart);
                        wake_stage = 5;
                    }
                    wake_n++;
                    c->hpos = 0;
                    do_del(c, 0);
                } else {
                    do_recv(c, 0, 1, o_wait);
                }
                return;
            }
            if (wake_stage == 5) {
                wake_stage = 6;
                return;
            } /* send reply still to come */
            wake_stage = 0;
            return;
        }
        wake_sendreply = t;
        if (wake_stage == 6)
            wake_stage = 0;
        else if (wake_stage == 5)
            wake_stage = 5, wake_stage = 3;
        else
            wake_stage = 3;
        return;
    }
    if (kase == K_DRAIN) {
        if (c->op == RECV) {
            c->phase = c->nh > 0;
            c->hpos = 0;
        } else if (c->op == DEL)
            c->hpos++;
        else
            c->hpos = c->nh;
    } else if ((kase == K_MIXED || kase == K_IDLE) && !c->poller) {
        if (c->op == SEND) {
            if (ok)
                c->phase = 1;
        } else if (c->op == RECV) {
            if (c->nh)
                c->phase = 2;
        } else {
            c->phase = 0;
            hadd(&Hcycle, now_ns() - c->tcyc);
        }
    }
    if (!ok && c->status < 0 && stopping) {
        done(c);
        return;
    }
    next(c);
}
static int fin_all(void)
{
    return active <= 0 || (stopping == 2) ||
           (o_secs > 0 && !o_count && now_ns() > t_end_issue + 25000000000ull);
}
static uint64_t sleep_until;
static int fin_sleep(void)
{
    return now_ns() >= sleep_until;
}
static int fin_wake(void)
{
    uint64_t t = now_ns();
    if (stopping || t > t_end_issue || (o_count && wake_n >= o_count))
        return 1;
    if (wake_stage == 0) {
        do_recv(W, 0, 1, o_wait);
        wake_stage = 1;
        wake_due = t + (o_think_us ? (uint64_t)o_think_us * 1000
                                   : 10000000ull + (uint64_t)(rand() % 40) * 1000000ull);
    } else if (wake_stage == 1 && t >= wake_due) {
        wake_stage = 2;
        wake_sendstart = now_ns();
        do_send(S, 0);
    }
    return 0;
}
static void newconns(int n)
{
    C = calloc(n, sizeof *C);
    nC = n;
    for (int i = 0; i < n; i++) {
        C[i].fd = -1;
        C[i].idx = i;
        bneed(&C[i].in, 4096);
        bneed(&C[i].handles, 256);
    }
}

/* Runs the command and asks for its health until it answers; prints the time from the fork. */
static int measure_start(char **command)
{
    static const char request[] = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    char answer[256];
    ssize_t got = 0;
    uint64_t begin = now_ns();
    pid_t pid = fork();
    if (pid == 0) {
        execvp(command[0], command);
        _exit(127);
    }
    while (got <= 0) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&sa, sizeof sa) == 0 &&
            send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0)
            got = recv(fd, answer, sizeof answer, 0);
        close(fd);
        if (got <= 0)
            usleep(50);
        if (now_ns() - begin > o_timeout_s * 1000000000ull || waitpid(pid, NULL, WNOHANG) == pid)
            die("the server did not start");
    }
    printf("{\"start_ms\":%.3f}\n", (now_ns() - begin) / 1e6);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    return 0;
}

int main(int argc, char **argv)
{
    int o;
    while ((o = getopt(argc, argv, "H:P:c:q:n:t:N:s:b:m:w:v:g:Q:L:i:p:Sk:Do:A:R:Xl:T:G:e:h")) != -1)
        switch (o) {
        case 'H':
            o_host = optarg;
            break;
        case 'P':
            o_port = atoi(optarg);
            break;
        case 'c':
            o_case = optarg;
            break;
        case 'q':
            o_queue = optarg;
            break;
        case 'n':
            o_conns = atoi(optarg);
            break;
        case 't':
            o_secs = atof(optarg);
            break;
        case 'N':
            o_count = strtoull(optarg, 0, 10);
            break;
        case 's':
            o_size = atoi(optarg);
            break;
        case 'b':
            o_batch = atoi(optarg);
            break;
        case 'm':
            o_max = atoi(optarg);
            break;
        case 'w':
            o_wait = atoi(optarg);
            break;
        case 'v':
            o_vis = atoi(optarg);
            break;
        case 'g':
            o_groups = atoi(optarg);
            break;
        case 'Q':
            o_nqueues = atoi(optarg);
            break;
        case 'L':
            o_pollers = atoi(optarg);
            break;
        case 'i':
            o_idle_ms = atoi(optarg);
            break;
        case 'p':
            o_query = !strcmp(optarg, "query");
            break;
        case 'S':
            o_sign = 1;
            break;
        case 'k':
            o_ak = strtok(optarg, ":");
            o_sk = strtok(NULL, ":");
            break;
        case 'D':
            o_single_del = 1;
            break;
        case 'o':
            o_base = strtoull(optarg, 0, 10);
            break;
        case 'A':
            o_ackout = optarg;
            break;
        case 'R':
            o_ackin = optarg;
            break;
        case 'X':
            o_die_ok = 1;
            break;
        case 'G':
            o_prefix = optarg;
            break;
        case 'e':
            o_think_us = atoi(optarg);
            break;
        case 'l':
            o_label = optarg;
            break;
        case 'T':
            o_timeout_s = atoi(optarg);
            break;
        default:
            usage();
        }
    static const char *names[] = {"send",   "sendbatch", "drain", "recv", "mixed",
                                  "create", "sendmany",  "wake",  "idle", "list",
                                  "attrs",  "park",      "start"};
    int k = -1;
    for (int i = 0; i < K_SETUP; i++)
        if (!strcmp(o_case, names[i]))
            k = i;
    if (k < 0 || !o_port)
        usage();
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < NOPS; i++)
        H[i] = calloc(1, sizeof(hist));
    acked = calloc(1, MAXID / 8);
    seen = calloc(1, MAXID / 8);
    filler = malloc(4096 + 1100000);
    srand(12345);
    for (int i = 0; i < 4096 + 1100000; i++)
        filler[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[rand() & 63];
    srand(time(NULL) ^ getpid());
    id_hi = o_base ? o_base : 1;
    snprintf(hosthdr, sizeof hosthdr, "%s:%d", o_host, o_port);
    init_sign();
    sa.sin_family = AF_INET;
    sa.sin_port = htons(o_port);
    if (inet_pton(AF_INET, o_host, &sa.sin_addr) != 1)
        die("host must be an IPv4 address");
    if ((ntohl(sa.sin_addr.s_addr) >> 24) != 127)
        die("loopback only");
    if (k == K_START)
        return measure_start(argv + optind);
    ep = epoll_create1(0);
    Q = calloc(o_nqueues + 1, sizeof *Q);
    /* setup: make sure that the queues are there and get the URL of the first; the others' differ
     * by name */
    if (k != K_CREATE && k != K_LIST) {
        kase = K_SETUP;
        newconns(1);
        int need = (k == K_SENDMANY || k == K_IDLE || k == K_PARK) ? o_nqueues : 1;
        t_end_issue = ~0ull >> 1;
        for (int i = 0; i < need; i++) {
            if (i > 0 && k == K_SENDMANY) { /* derive */
                char n0[200], ni[200];
                qname(n0, 0);
                qname(ni, i);
                size_t l0 = Q[0].len - strlen(n0);
                Q[i].url = malloc(l0 + strlen(ni) + 1);
                memcpy(Q[i].url, Q[0].url, l0);
                strcpy(Q[i].url + l0, ni);
                Q[i].len = strlen(Q[i].url);
                continue;
            }
            active = 1;
            C[0].done = 0;
            do_create(&C[0], i);
            loop_until(fin_all);
            if (!Q[i].url) {
                printf("{\"label\":\"%s\",\"case\":\"%s\",\"error\":\"queue cannot be created\"}\n",
                       o_label, o_case);
                fprintf(stderr, "%s\n", first_err);
                return 1;
            }
        }
        if (C[0].fd >= 0)
            close(C[0].fd);
        n_err = 0;
        first_err[0] = 0;
        for (int i = 0; i < NOPS; i++)
            memset(H[i], 0, sizeof(hist));
        n_reconn = 0;
    }
    kase = k;
    if (kase == K_IDLE || kase == K_PARK)
        o_conns = 1 + o_pollers;
    if (kase == K_WAKE) {
        o_conns = 2;
        if (!o_wait)
            o_wait = 20;
    }
    newconns(o_conns);
    if (kase == K_IDLE || kase == K_PARK)
        for (int i = 1; i < nC; i++)
            C[i].poller = 1;
    t_start = t_last = t_lastmsg = now_ns();
    t_end_issue = t_start + (uint64_t)(o_secs * 1e9);
    struct rusage ru0, ru1;
    getrusage(RUSAGE_SELF, &ru0);
    if (kase == K_WAKE) {
        W = &C[0];
        S = &C[1]; /* epoll tick is 20 ms: poll faster */
        struct epoll_event ev[8];
        while (!fin_wake()) {
            int n = epoll_wait(ep, ev, 8, o_think_us ? 0 : 1);
            for (int i = 0; i < n; i++) {
                conn *c = ev[i].data.ptr;
                if (c->fd < 0)
                    continue;
                if (c->st == 1) {
                    cwrite(c);
                    continue;
                }
                if (c->st == 2 && (ev[i].events & EPOLLOUT)) {
                    cwrite(c);
                    if (c->fd < 0 || c->st == 2)
                        continue;
                }
                cread(c);
            }
        }
    } else if (kase == K_IDLE || kase == K_PARK) {
        active = nC;
        for (int i = 1; i < nC; i++) {
            next(&C[i]);
            if (i % 25 == 0) {
                sleep_until = now_ns() + 10000000ull;
                loop_until(fin_sleep);
            }
        }
        sleep_until = now_ns() + 1500000000ull;
        loop_until(fin_sleep);
        int est = 0;
        for (int i = 1; i < nC; i++)
            est += C[i].st == 3;
        snprintf(first_err, first_err[0] ? 0 : sizeof first_err, "%s", "");
        fprintf(stderr, "pollers waiting: %d of %d\n", est, nC - 1);
        n_empty = 0;
        t_start = now_ns();
        t_end_issue = t_start + (uint64_t)(o_secs * 1e9);
        getrusage(RUSAGE_SELF, &ru0);
        if (kase == K_PARK) {
            printf("{\"parked\":%d}\n", est);
            fflush(stdout);
            sleep_until = t_end_issue;
            loop_until(fin_sleep);
            return 0;
        }
        next(&C[0]);
        active = 1;
        for (int i = 1; i < nC; i++)
            C[i].done = 1; /* pollers are not waited for */
        for (int i = 1; i < nC; i++)
            C[i].done = 0;
        loop_until(fin_all);
    } else {
        active = nC;
        for (int i = 0; i < nC; i++)
            next(&C[i]);
        loop_until(fin_all);
    }
    getrusage(RUSAGE_SELF, &ru1);
    if (kase == K_DRAIN || kase == K_RECV) {
        if (t_lastmsg > t_start && n_recv && now_ns() - t_lastmsg > o_idle_ms * 900000ull)
            t_last = t_lastmsg;
    }
    double el = (t_last - t_start) / 1e9;
    if (el <= 0)
        el = 1e-9;
    double cpu =
        (ru1.ru_utime.tv_sec - ru0.ru_utime.tv_sec + ru1.ru_stime.tv_sec - ru0.ru_stime.tv_sec) +
        (ru1.ru_utime.tv_usec - ru0.ru_utime.tv_usec + ru1.ru_stime.tv_usec -
         ru0.ru_stime.tv_usec) /
            1e6;
    uint64_t reqs = 0;
    for (int i = 0; i < NOPS; i++)
        reqs += H[i]->n;
    printf("{\"label\":\"%s\",\"case\":\"%s\",\"conns\":%d,\"size\":%d,\"groups\":%d,\"queues\":%d,"
           "\"secs\":%.3f,\"reqs\":%llu,\"rps\":%.1f,\"sent\":%llu,\"recv\":%llu,\"del\":%llu,"
           "\"sent_s\":%.1f,\"recv_s\":%.1f,\"del_s\":%.1f,\"empty\":%llu,\"err\":%llu,\"partial\":"
           "%llu,\"bad\":%llu,\"lenerr\":%llu,\"dup\":%llu,\"connects\":%llu,\"client_cpu\":%.2f,"
           "\"next_id\":%llu",
           o_label, o_case, o_conns, o_size, o_groups, o_nqueues, el, (unsigned long long)reqs,
           reqs / el, (unsigned long long)n_sent, (unsigned long long)n_recv,
           (unsigned long long)n_del, n_sent / el, n_recv / el, n_del / el,
           (unsigned long long)n_empty, (unsigned long long)n_err, (unsigned long long)n_partial,
           (unsigned long long)n_bad, (unsigned long long)n_lenerr, (unsigned long long)n_dup,
           (unsigned long long)n_reconn, cpu / el, (unsigned long long)id_hi);
    if (Hcycle.n)
        printf(",\"cycles\":%llu,\"cycles_s\":%.1f,\"cycle_p50_us\":%.1f,\"cycle_p99_us\":%.1f",
               (unsigned long long)Hcycle.n, Hcycle.n / el, hq(&Hcycle, .5) / 1e3,
               hq(&Hcycle, .99) / 1e3);
    if (kase == K_WAKE)
        printf(",\"wakes\":%llu,\"wake_p50_us\":%.1f,\"wake_p99_us\":%.1f,\"wake_max_us\":%.1f,"
               "\"send_to_recv_p50_us\":%.1f,\"send_to_recv_p99_us\":%.1f",
               (unsigned long long)Hwake.n, hq(&Hwake, .5) / 1e3, hq(&Hwake, .99) / 1e3,
               Hwake.max / 1e3, hq(&Hwake2, .5) / 1e3, hq(&Hwake2, .99) / 1e3);
    printf(",\"ops\":{");
    int f = 1;
    for (int i = 0; i < NOPS; i++)
        if (H[i]->n) {
            printf("%s\"%s\":{\"n\":%llu,\"mean_us\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_"
                   "us\":%.1f}",
                   f ? "" : ",", opname[i], (unsigned long long)H[i]->n, H[i]->sum / 1e3 / H[i]->n,
                   hq(H[i], .5) / 1e3, hq(H[i], .99) / 1e3, H[i]->max / 1e3);
            f = 0;
        }
    printf("}");
    if (o_ackout) {
        FILE *fp = fopen(o_ackout, "w");
        uint64_t top = id_hi;
        fwrite(&top, 8, 1, fp);
        fwrite(acked, 1, top / 8 + 1, fp);
        fclose(fp);
    }
    if (o_ackin) {
        FILE *fp = fopen(o_ackin, "r");
        uint64_t top;
        if (!fp || fread(&top, 8, 1, fp) != 1)
            die("ack file");
        uint8_t *a = calloc(1, MAXID / 8);
        if (fread(a, 1, top / 8 + 1, fp) < 1)
            die("ack file");
        uint64_t na = 0, lost = 0, extra = 0, first = 0, last = 0;
        for (uint64_t i = 0; i < MAXID; i++) {
            int A = a[i >> 3] >> (i & 7) & 1, B = seen[i >> 3] >> (i & 7) & 1;
            na += A;
            if (A && !B) {
                lost++;
                if (!first)
                    first = i;
                last = i;
            }
            if (!A && B)
                extra++;
        }
        printf(",\"acked\":%llu,\"lost\":%llu,\"unacked_but_stored\":%llu,\"first_lost\":%llu,"
               "\"last_lost\":%llu",
               (unsigned long long)na, (unsigned long long)lost, (unsigned long long)extra,
               (unsigned long long)first, (unsigned long long)last);
    }
    if (first_err[0])
        printf(",\"first_err\":\"%s\"", first_err);
    printf("}\n");
    return 0;
}
