/*
 * query.c -- one host at a time, asked over mode 6.
 *
 * A try ends when the reply is complete, or at a deadline that packets which
 * are none of ours cannot move: a host that sends rubbish for ever costs no
 * more than one that says nothing.  And a command has only so much patience for
 * all its questions: a host that answers slowly, or tells of very many sources
 * and then nothing, costs hardly more.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <endian.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "clockread.h"
#include "ctlsocket.h"
#include "query.h"
#include "sockaddr.h"
#include "text.h"

#define TIME_PACKET 48 /* octets */
#define TIME_WAIT 1000 /* ms */
#define TIMEOUT 5000      /* ms until the first fragment */
#define TIMEOUT_NEXT 2000 /* ms between fragments */
#define TRIES 2
#define MARGIN 2000       /* ms for a command besides its tries */
#define EARNED 1000       /* ms that an answer adds to that */
#define EARNED_MOST 4     /* times a command's time, in all */
#define VERSION 2         /* what classic says; every daemon answers it */
#define NONCE "write_nonce" /* the variable */
#define NONCE_MAX 64      /* octets of its value */
#define NTP_PORT 123

/* How a try ended. */
enum try_end {
	TRY_DONE, TRY_REFUSED, TRY_TIMEOUT, TRY_INCOMPLETE, TRY_STOPPED,
	TRY_NEXT_ADDRESS, TRY_IMPATIENT
};

void
query_init(struct query *q, const char *program)
{
	memset(q, 0, sizeof *q);
	q->program = program;
	q->port = NTP_PORT;
	q->version = VERSION;
	q->timeout = TIMEOUT;
	q->timeout_next = TIMEOUT_NEXT;
	q->fd = q->control = -1;
	q->errors = stderr;
	keys_init(&q->keys);
	query_begin(q);
}

/* Returns how long a try may take, ms. */
static unsigned
try_time(const struct query *q)
{
	return q->timeout > q->timeout_next ? q->timeout : q->timeout_next;
}

void
query_begin(struct query *q)
{
	q->patience = TRIES * (int64_t)try_time(q) + MARGIN;
	q->bonus = EARNED_MOST * q->patience;
}

void
query_extend(struct query *q, int64_t ms)
{
	q->patience += ms;
	q->bonus = 0;
}

void
query_end(struct query *q)
{
	query_close(q);
	keys_forget(&q->keys);
}

static void
close_control(struct query *q)
{
	if (q->control >= 0)
		(void)close(q->control); /* nothing was written that could fail */
	q->control = -1;
}

void
query_close(struct query *q)
{
	if (q->fd >= 0)
		(void)close(q->fd); /* the same */
	q->fd = -1;
	close_control(q);
	q->plain = false;
	if (q->addrs != NULL)
		freeaddrinfo(q->addrs);
	q->addrs = q->next = NULL;
}

ntp_time
query_now(void)
{
	return clockread_wall();
}

void
query_prefix(const struct query *q, FILE *out)
{
	if (q->prefix)
		fprintf(out, "server=%s ", q->host);
}

/*
 * --- hosts ---------------------------------------------------------------
 */

/*
 * Look HOST up, as a number first.  Names are looked up without regard to the
 * addresses this host has if nothing is found otherwise: with only a loopback
 * interface up, even localhost is not.
 */
static int
look_up(const char *host, unsigned family, uint16_t port,
    struct addrinfo **addrs)
{
	static const int flags[] = { AI_NUMERICHOST,
		AI_CANONNAME | AI_ADDRCONFIG, AI_CANONNAME };
	struct addrinfo hints = { .ai_family = sockaddr_family(family),
		.ai_socktype = SOCK_DGRAM, .ai_protocol = IPPROTO_UDP };
	char service[8];
	int error = EAI_NONAME, last = EAI_NONAME;

	snprintf(service, sizeof service, "%u", port);
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		hints.ai_flags = flags[i] | AI_NUMERICSERV;
		last = getaddrinfo(host, service, &hints, addrs);
		if (last == 0)
			return 0;
		if (i < 2)
			error = last;
	}
	return error;
}

/* Take the brackets of [HOST] off into BUF.  Returns false if one is open. */
static bool
strip_brackets(const char *host, char *buf, size_t size)
{
	size_t len = strlen(host);

	if (host[0] == '[') {
		if (host[len - 1] != ']')
			return false;
		host++;
		len -= 2;
	}
	snprintf(buf, size, "%.*s", (int)(len < size ? len : size - 1), host);
	return true;
}

/* Put what A is to be shown as into NAME. */
static void
label(const struct addrinfo *a, bool numeric, char *name, size_t size)
{
	if (!numeric && a->ai_canonname != NULL) {
		text_clean(a->ai_canonname, name, size);
		return;
	}
	if (getnameinfo(a->ai_addr, a->ai_addrlen, name, (socklen_t)size, NULL,
	    0, NI_NUMERICHOST) != 0)
		snprintf(name, size, "?");
}

void
query_label(const char *host, unsigned family, bool numeric, char *name,
    size_t size)
{
	char bare[NI_MAXHOST];
	struct addrinfo *addrs;

	text_clean(host, name, size);
	if (!strip_brackets(host, bare, sizeof bare) ||
	    look_up(bare, family, 0, &addrs) != 0)
		return;
	label(addrs, numeric, name, size);
	freeaddrinfo(addrs);
}

bool
query_next(struct query *q)
{
	int saved = ENETUNREACH;

	while (q->next != NULL) {
		const struct addrinfo *a = q->next;
		int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);

		q->next = a->ai_next;
		if (fd < 0) {
			saved = errno;
			continue;
		}
		if (sockaddr_prepare(fd) == 0 &&
		    connect(fd, a->ai_addr, a->ai_addrlen) == 0) {
			if (q->fd >= 0)
				(void)close(q->fd);
			q->fd = fd;
			q->heard = false;
			return true;
		}
		saved = errno;
		(void)close(fd);
	}
	errno = saved;
	return false;
}

enum query_open
query_open(struct query *q, const char *host, unsigned family, bool numeric)
{
	char bare[NI_MAXHOST];
	struct addrinfo *addrs;
	int error;

	if (!strip_brackets(host, bare, sizeof bare))
		return QUERY_UNKNOWN;
	error = look_up(bare, family, q->port, &addrs);
	if (error != 0) {
		fprintf(q->errors, "%s\n", gai_strerror(error));
		return QUERY_UNKNOWN;
	}
	query_close(q);
	query_begin(q);
	q->addrs = q->next = addrs;
	label(addrs, numeric, q->host, sizeof q->host);
	if (q->debug > 2)
		printf("Opening host %s\n", q->host);
	if (!query_next(q)) {
		fprintf(q->errors, "%s: connect: %s\n", q->program,
		    strerror(errno));
		query_close(q);
		return QUERY_UNREACHED;
	}
	return QUERY_OPENED;
}

/*
 * --- requests and replies ------------------------------------------------
 */

static void
dump(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf(" %02x%s", data[i],
		    i % 8 == 7 || i + 1 == len ? "\n" : "");
}

/* Returns true if OP changes something, or tells what not all may know. */
static bool
is_write(unsigned op)
{
	return op == CTL_WRITEVAR || op == CTL_WRITECLOCK ||
	    op == CTL_CONFIGURE || op == CTL_SAVECONFIG || op == CTL_RELOAD ||
	    op == CTL_ORDER || op == CTL_READ_ORDLIST;
}

/* Returns true if Q's request for OP goes over the control socket. */
static bool
is_local(const struct query *q, unsigned op)
{
	return q->control >= 0 && q->keys.id == 0 && is_write(op);
}

/* Returns true if Q's request for OP has to be signed. */
static bool
is_signed(const struct query *q, unsigned op)
{
	return !is_local(q, op) && (q->keys.always || is_write(op));
}

/* Returns what Q's requests for OP go over. */
static int
way(const struct query *q, unsigned op)
{
	return is_local(q, op) ? q->control : q->fd;
}

/* Send the request M with DATA.  Failure is said and then a timeout. */
static void
send_request(struct query *q, const struct ctlmsg *m, const char *data)
{
	uint8_t packet[CTLMSG_PACKET + NONCE_MAX + 16] = { 0 };
	size_t len = CTLMSG_HEADER + m->count;

	ctlmsg_encode(m, packet);
	memcpy(packet + CTLMSG_HEADER, data, m->count);
	if (is_signed(q, m->op)) {
		len = (len + 7) / 8 * 8;
		len += keys_sign(&q->keys, packet, len);
	} else {
		len = (len + 3) / 4 * 4;
	}
	if (q->debug > 2)
		printf("Sending %zu octets\n", len);
	if (q->debug > 3)
		dump(packet, len);
	if (send(way(q, m->op), packet, len, 0) < 0)
		fprintf(q->errors, "%s: write to %s failed: %s\n", q->program,
		    q->host, strerror(errno));
}

/* Say what became of the reply's fragments, for those who debug. */
static void
trace(const struct query *q, const uint8_t *packet, size_t len,
    enum ctlmsg_take taken)
{
	if (q->debug > 2)
		printf("Got packet, size = %zu\n", len);
	if (q->debug > 3)
		dump(packet, len);
	if (q->debug > 2 && taken != CTLMSG_IGNORED)
		printf("Packet okay\n");
	if (q->debug > 0 && taken == CTLMSG_COMPLETE)
		fprintf(q->errors, "%d packets reassembled into response\n",
		    q->reply.n);
}

/* Returns ms on a clock that nobody sets. */
static int64_t
ticks(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What is to be done about the ERROR of recv() or poll(). */
static enum try_end
on_error(struct query *q, int error)
{
	if (error == EINTR) {
		putc('\n', q->errors);
		return TRY_STOPPED;
	}
	if (error == ECONNREFUSED && !q->heard && !is_local(q, q->reply.op) &&
	    query_next(q))
		return TRY_NEXT_ADDRESS;
	fprintf(q->errors, "%s: read: %s\n", q->program, strerror(error));
	return TRY_STOPPED;
}

/* How a try of Q ends that has waited in vain. */
static enum try_end
in_vain(const struct query *q, int64_t waited)
{
	return waited >= q->patience ? TRY_IMPATIENT :
	    q->reply.n == 0 ? TRY_TIMEOUT : TRY_INCOMPLETE;
}

/* Wait for the reply to the request just sent, from START on. */
static enum try_end
await(struct query *q, int64_t start)
{
	int64_t last = start + (try_time(q) < q->patience ? try_time(q) :
	    q->patience);
	int64_t deadline = start + q->timeout < last ? start + q->timeout :
	    last;

	for (;;) {
		struct pollfd p = { .fd = way(q, q->reply.op),
			.events = POLLIN };
		uint8_t packet[2048];
		enum ctlmsg_take taken;
		int64_t left = deadline - ticks();
		ssize_t len;
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;

		if (ready == 0)
			return in_vain(q, deadline - start);
		len = ready < 0 ? -1 : recv(p.fd, packet, sizeof packet, 0);
		if (len < 0 && ready > 0 && errno == EAGAIN)
			continue;
		if (len < 0)
			return on_error(q, errno);
		taken = ctlmsg_take(&q->reply, packet, (size_t)len);
		trace(q, packet, (size_t)len, taken);
		if (taken == CTLMSG_COMPLETE || taken == CTLMSG_REFUSED) {
			q->heard = true;
			return taken == CTLMSG_COMPLETE ? TRY_DONE :
			    TRY_REFUSED;
		}
		if (taken == CTLMSG_TAKEN)
			deadline = ticks() + q->timeout_next;
		if (deadline > last)
			deadline = last;
	}
}

/* Have the try that ended like END and took MS count for Q's command. */
static void
account(struct query *q, enum try_end end, int64_t ms)
{
	int64_t earned = q->bonus < EARNED ? q->bonus : EARNED;

	q->patience -= ms < q->patience ? ms : q->patience;
	if (end != TRY_DONE && end != TRY_REFUSED)
		return;
	q->patience += earned;
	q->bonus -= earned;
}

void
query_report_refusal(const struct query *q, uint16_t assoc)
{
	static const char *const texts[] = {
		[CTLERR_UNSPEC] = "Server returned an unspecified error",
		[CTLERR_PERMISSION] =
		    "Server disallowed request (authentication?)",
		[CTLERR_FORMAT] = "Server reports a bad format request packet",
		[CTLERR_OP] = "Server reports a bad opcode in request",
		[CTLERR_ASSOC] = NULL,
		[CTLERR_UNKNOWN_VAR] =
		    "A request variable unknown to the server",
		[CTLERR_BAD_VALUE] =
		    "Server indicates a request variable was bad"
	};
	unsigned code = q->reply.error;

	query_prefix(q, q->errors);
	if (code == CTLERR_ASSOC)
		fprintf(q->errors, "***Association ID %u unknown to server\n",
		    assoc);
	else if (code < sizeof texts / sizeof texts[0])
		fprintf(q->errors, "***%s\n", texts[code]);
	else
		fprintf(q->errors, "***Server returns unknown error code %u\n",
		    code);
}

/*
 * Ask Q's host, which does not answer queries, for the time, and say so if it
 * tells: it may be chronyd, or forbid queries.
 */
static void
probe_time(const struct query *q)
{
	uint64_t xmt = htobe64(query_now().fp);
	struct pollfd p = { .fd = q->fd, .events = POLLIN };
	uint8_t request[TIME_PACKET] = { 0x23 }, reply[2048];

	memcpy(request + TIME_PACKET - sizeof xmt, &xmt, sizeof xmt);
	if (send(q->fd, request, sizeof request, 0) < 0 ||
	    poll(&p, 1, TIME_WAIT) <= 0 ||
	    recv(q->fd, reply, sizeof reply, MSG_DONTWAIT) < TIME_PACKET ||
	    (reply[0] & 7) != 4 || memcmp(reply + 24, &xmt, sizeof xmt) != 0)
		return;
	fprintf(q->errors, "%s: answers time (stratum %u), not ntpq queries\n",
	    q->host, reply[1]);
}

/* Say how the last try failed. */
static void
report_silence(const struct query *q, enum try_end end)
{
	bool nothing = end == TRY_TIMEOUT;

	fprintf(q->errors, "%s: timed out%s\n", q->host, nothing ?
	    ", nothing received" : end == TRY_INCOMPLETE ?
	    " with incomplete data" : ", too slow");
	query_prefix(q, q->errors);
	fputs(end != TRY_INCOMPLETE ? "***Request timed out\n" :
	    "***Response from server was incomplete\n", q->errors);
	if (nothing && !q->heard && !is_local(q, q->reply.op))
		probe_time(q);
}

/* Send the request M with DATA, up to TRIES times, until it is answered. */
static enum try_end
attempt(struct query *q, struct ctlmsg *m, const char *data, int tries)
{
	enum try_end end = TRY_TIMEOUT;
	int64_t start;

	q->sequence++;
	for (int i = 0; i < tries; i++) {
		/* A late rest of the last reply must not complete this one. */
		if (end == TRY_INCOMPLETE)
			q->sequence++;
		m->sequence = q->sequence;
		ctlmsg_expect(&q->reply, m->op, m->sequence);
		send_request(q, m, data);
		start = ticks();
		end = await(q, start);
		account(q, end, ticks() - start);
		if (end == TRY_NEXT_ADDRESS)
			i = -1;
		else if (end != TRY_TIMEOUT && end != TRY_INCOMPLETE)
			break;
	}
	return end;
}

/*
 * Put what a write begins with that cannot be sent again by others into TEXT,
 * nothing if the host does not know of that.  Returns how asking for it ended.
 */
static enum try_end
get_nonce(struct query *q, char text[NONCE_MAX])
{
	struct ctlmsg m = { .version = q->version, .op = CTL_READVAR,
		.count = sizeof NONCE - 1 };
	enum try_end end = TRY_DONE;
	struct ctlmsg_var v;
	const char *at = (const char *)q->reply.data;

	text[0] = '\0';
	if (q->plain)
		return end;
	end = attempt(q, &m, NONCE, TRIES);
	if (end == TRY_DONE && ctlmsg_next(&at, at + q->reply.length, &v) &&
	    v.value_len > 0 && v.value_len + sizeof CTLMSG_NONCE < NONCE_MAX)
		snprintf(text, NONCE_MAX, CTLMSG_NONCE "%.*s,",
		    (int)v.value_len, v.value);
	if (end != TRY_DONE && end != TRY_REFUSED)
		return end;
	q->plain = text[0] == '\0';
	return TRY_DONE;
}

/* Send the signed write M with DATA; each time with a nonce of its own. */
static enum try_end
attempt_write(struct query *q, struct ctlmsg *m, const char *data)
{
	char text[CTLMSG_DATA + NONCE_MAX];
	enum try_end end = TRY_TIMEOUT;
	size_t len = m->count;

	for (int i = 0; i < TRIES && (end == TRY_TIMEOUT ||
	    end == TRY_INCOMPLETE); i++) {
		size_t used;

		end = get_nonce(q, text);
		if (end != TRY_DONE)
			break;
		used = strlen(text);
		memcpy(text + used, data, len);
		m->count = (uint16_t)(used + len);
		end = attempt(q, m, text, 1);
	}
	return end;
}

/* Returns true if Q's host is this one. */
static bool
is_here(const struct query *q)
{
	union sockaddr_any to;
	socklen_t len = sizeof to;
	struct addr a;

	return getpeername(q->fd, &to.sa, &len) == 0 &&
	    sockaddr_to(&a, &to.sa) && addr_is_loopback(&a);
}

/*
 * Open the control socket of Q's host if it is this one.  Who has set a key
 * wants to use that.
 */
static void
open_control(struct query *q)
{
	const char *path = q->socket != NULL ? q->socket : CTLSOCKET_PATH;

	if (q->control >= 0 || q->keys.id != 0 || !is_here(q) ||
	    (q->socket == NULL && (geteuid() != 0 || q->port != NTP_PORT)))
		return;
	q->control = ctlsocket_connect(path);
	if (q->control < 0 && q->socket != NULL)
		fprintf(q->errors, "%s: %s: %s\n", q->program, path,
		    strerror(errno));
}

/*
 * Ask as query_ask() does, TRIES times if nothing comes, and say nothing of an
 * answer that does not come.  Returns how it ended.
 */
static enum try_end
ask_quietly(struct query *q, enum ctlmsg_op op, uint16_t assoc,
    const char *data, size_t len, int tries)
{
	struct ctlmsg m = { .version = q->version, .op = (uint8_t)op,
		.assoc = assoc, .count = (uint16_t)len };
	enum try_end end;

	if (q->fd < 0) {
		fputs("***No host open, use `host' command\n", q->errors);
		return TRY_STOPPED;
	}
	if (is_write(op))
		open_control(q);
	if (is_signed(q, op) && !keys_ready(&q->keys))
		return TRY_STOPPED;
	end = is_write(op) && !is_local(q, op) ? attempt_write(q, &m, data) :
	    attempt(q, &m, data, is_local(q, op) ? 1 : tries);
	if (end != TRY_DONE && end != TRY_REFUSED)
		close_control(q); /* the daemon may have a new one */
	return end;
}

/* The same with the usual tries, and say so if there is no answer. */
static enum try_end
ask(struct query *q, enum ctlmsg_op op, uint16_t assoc, const char *data,
    size_t len)
{
	enum try_end end = ask_quietly(q, op, assoc, data, len, TRIES);

	if (end == TRY_TIMEOUT || end == TRY_INCOMPLETE ||
	    end == TRY_IMPATIENT)
		report_silence(q, end);
	return end;
}

bool
query_ask(struct query *q, enum ctlmsg_op op, uint16_t assoc,
    const char *data, size_t len)
{
	enum try_end end = ask(q, op, assoc, data, len);

	if (end == TRY_REFUSED)
		query_report_refusal(q, assoc);
	return end == TRY_DONE;
}

enum query_answer
query_try(struct query *q, uint16_t assoc, const char *names)
{
	enum try_end end = ask(q, CTL_READVAR, assoc, names, strlen(names));

	return end == TRY_DONE ? QUERY_ANSWERED :
	    end == TRY_REFUSED ? QUERY_REFUSED : QUERY_SILENT;
}

enum query_once
query_once(struct query *q, enum ctlmsg_op op, const char *data, size_t len,
    unsigned wait)
{
	unsigned timeout = q->timeout, timeout_next = q->timeout_next;
	enum try_end end;

	q->timeout = q->timeout_next = wait;
	end = ask_quietly(q, op, 0, data, len, 1);
	q->timeout = timeout;
	q->timeout_next = timeout_next;
	return end == TRY_DONE ? ONCE_ANSWERED :
	    end == TRY_REFUSED ? ONCE_REFUSED :
	    end == TRY_STOPPED ? ONCE_STOPPED : ONCE_LOST;
}
