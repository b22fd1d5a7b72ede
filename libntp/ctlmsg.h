/*
 * ctlmsg.h -- mode 6 messages as both ends of the wire see them: the header,
 * fragments, and lists of name=value (RFC 9327).
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

enum ctlmsg_op {
	CTL_UNSPEC = 0, CTL_READSTAT = 1, CTL_READVAR = 2, CTL_WRITEVAR = 3,
	CTL_READCLOCK = 4, CTL_WRITECLOCK = 5, CTL_SETTRAP = 6,
	CTL_ASYNCMSG = 7, CTL_CONFIGURE = 8, CTL_SAVECONFIG = 9,
	CTL_READ_MRU = 10, CTL_READ_ORDLIST = 11, CTL_REQ_NONCE = 12,
	CTL_UNSETTRAP = 31
};

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

#endif
