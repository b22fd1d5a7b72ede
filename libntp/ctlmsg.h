/*
 * ctlmsg.h -- mode 6 messages as both ends of the wire see them: the header,
 * fragments, and lists of name=value (RFC 9327).
 *
 * The server writes an answer through a struct ctlmsg_writer, which cuts it
 * into fragments; the client puts them together in a struct ctlmsg_reply and
 * walks through the list with ctlmsg_next().
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CTLMSG_H
#define CTLMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CTLMSG_HEADER 12  /* octets */
#define CTLMSG_DATA 468   /* octets of data in one packet at most */
#define CTLMSG_LINE 72    /* columns of a line in a text answer */
#define CTLMSG_ITEM 256  /* octets of an item that is printed, with its end */
#define CTLMSG_MAC 24     /* octets of a MAC at most */
#define CTLMSG_PACKET (CTLMSG_HEADER + CTLMSG_DATA + CTLMSG_MAC)
#define CTLMSG_REPLY_MAX 65536 /* octets of a reply: offsets have 16 bits */
#define CTLMSG_FRAGMENTS 320   /* of a reply */

enum ctlmsg_op {
	CTL_UNSPEC = 0, CTL_READSTAT = 1, CTL_READVAR = 2, CTL_WRITEVAR = 3,
	CTL_READCLOCK = 4, CTL_WRITECLOCK = 5, CTL_SETTRAP = 6,
	CTL_ASYNCMSG = 7, CTL_CONFIGURE = 8, CTL_SAVECONFIG = 9,
	CTL_READ_MRU = 10, CTL_READ_ORDLIST = 11, CTL_REQ_NONCE = 12,
	/*
	 * Ours, of those that nobody uses.  RELOAD reads the configuration
	 * anew; the answer says in words what came of it, its status word is 0
	 * if it is in force.  READCONF, for the owner alone, is described in
	 * running.h.  ORDER is one of orders.h, with a status word like that
	 * of RELOAD.
	 */
	CTL_ORDER = 28, CTL_READCONF = 29, CTL_RELOAD = 30,
	CTL_UNSETTRAP = 31
};

#define CTLMSG_NONCE "nonce=" /* begins a write that has a nonce; "," ends it */

enum ctlmsg_error {
	CTLERR_UNSPEC = 0, CTLERR_PERMISSION = 1, CTLERR_FORMAT = 2,
	CTLERR_OP = 3, CTLERR_ASSOC = 4, CTLERR_UNKNOWN_VAR = 5,
	CTLERR_BAD_VALUE = 6, CTLERR_RESTRICTED = 7
};

/* A decoded header. */
struct ctlmsg {
	uint8_t leap;      /* of the server's clock; 0 in requests */
	uint8_t version;   /* 1..4 */
	bool response, error, more;
	uint8_t op;        /* enum ctlmsg_op, 0..31 */
	uint16_t sequence;
	uint16_t status;   /* status word; code << 8 of an error */
	uint16_t assoc;    /* association id; 0: the system */
	uint16_t offset;   /* octets of data before this fragment */
	uint16_t count;    /* octets of data in this one */
};

/*
 * Read the header of the LEN octets at DATA into M.
 *
 * Returns false if they are fewer than a header, or not mode 6.
 */
bool ctlmsg_decode(struct ctlmsg *m, const uint8_t *data, size_t len);

/* Write M as CTLMSG_HEADER octets to DATA, with mode 6. */
void ctlmsg_encode(const struct ctlmsg *m, uint8_t *data);

/*
 * --- the server's end ---------------------------------------------------
 */

/* Where the fragments of an answer go, in order. */
struct ctlmsg_sink {
	void (*send)(void *ctx, const uint8_t *data, size_t len);
	void *ctx;
	bool keyid; /* the request had a MAC: pad to 8 octets instead of 4 */
	/*
	 * Appends up to CTLMSG_MAC octets to each fragment, the LEN octets at
	 * PACKET, and returns how many; NULL: there is no MAC.
	 */
	size_t (*sign)(const void *key, uint8_t *packet, size_t len);
	const void *key;
};

/* An answer in the making. */
struct ctlmsg_writer {
	struct ctlmsg head;     /* of the fragment at hand */
	struct ctlmsg_sink sink;
	size_t used;            /* octets of data in it */
	unsigned sent;          /* fragments before it */
	size_t column;          /* of the line at hand */
	bool text;              /* items were written */
	bool full;              /* offsets have run out: the rest is dropped */
	uint8_t packet[CTLMSG_PACKET];
};

/*
 * Begin an answer with HEAD (leap, version, op, sequence, status and assoc;
 * the rest is filled in here) in W; fragments go to SINK.
 */
void ctlmsg_begin(struct ctlmsg_writer *w, const struct ctlmsg *head,
    const struct ctlmsg_sink *sink);

/*
 * Add the "name=value" of LEN octets at ITEM to the list.
 *
 * The separator in front of it breaks the line when ITEM would reach column
 * CTLMSG_LINE.  An item goes whole into one fragment, unless none is large
 * enough.  Line and fragment breaks are what parsers of classic's output have
 * grown used to.
 */
void ctlmsg_item(struct ctlmsg_writer *w, const char *item, size_t len);

/* The same, of what FORMAT makes: CTLMSG_ITEM - 1 octets at most. */
void ctlmsg_print(struct ctlmsg_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Add the LEN octets at DATA as they are. */
void ctlmsg_octets(struct ctlmsg_writer *w, const void *data, size_t len);

/* Send what is left, marked as the last fragment; a list ends in CR LF. */
void ctlmsg_end(struct ctlmsg_writer *w);

/* Answer with the error CODE instead of what was written to W. */
void ctlmsg_fail(struct ctlmsg_writer *w, enum ctlmsg_error code);

/*
 * --- the client's end ---------------------------------------------------
 */

/* What a datagram was to a reply that is waited for. */
enum ctlmsg_take {
	CTLMSG_IGNORED,  /* nothing to do with it, or of no use */
	CTLMSG_TAKEN,    /* a fragment; others are missing */
	CTLMSG_COMPLETE, /* the last one that was missing */
	CTLMSG_REFUSED   /* an error reply */
};

/* A reply in the making. */
struct ctlmsg_reply {
	uint8_t op;               /* what was asked */
	uint16_t sequence;
	uint16_t status;          /* of the last fragment */
	uint16_t assoc;
	enum ctlmsg_error error;  /* if refused */
	size_t length;            /* octets of data, when complete */
	bool last;                /* the last fragment is here */
	int n;                    /* fragments */
	struct { uint32_t from, to; } piece[CTLMSG_FRAGMENTS]; /* by FROM */
	uint8_t data[CTLMSG_REPLY_MAX + 1]; /* a NUL follows LENGTH octets */
};

/* Make R wait for the reply to the request OP with SEQUENCE. */
void ctlmsg_expect(struct ctlmsg_reply *r, uint8_t op, uint16_t sequence);

/*
 * Take the datagram of LEN octets at PACKET into R.
 *
 * Ignored are: what is no reply to the request, lengths that do not add up,
 * fragments that overlap with others or reach beyond the last, empty ones that
 * are not the last, and more than CTLMSG_FRAGMENTS.
 */
enum ctlmsg_take ctlmsg_take(struct ctlmsg_reply *r, const uint8_t *packet,
    size_t len);

/* One name=value of a list; both point into the list. */
struct ctlmsg_var {
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
};

/*
 * Read the next variable at *AT, before END, into V and move *AT behind it.
 *
 * A name ends at "," "=" CR or LF; a value at the next "," that is not between
 * double quotes; blanks around either are left out.  A name without "=" has an
 * empty value.
 *
 * Returns false at the end of the list.
 */
bool ctlmsg_next(const char **at, const char *end, struct ctlmsg_var *v);

/* Returns true if V is called NAME. */
bool ctlmsg_is(const struct ctlmsg_var *v, const char *name);

#endif
