/*
 * packet.h -- the NTP header as a value, and every reason to refuse one
 * (RFC 5905 section 7.3).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PACKET_H
#define PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntptime.h"

#define PACKET_HEADER 48 /* octets without extension fields and MAC */
#define PACKET_MAX 1024  /* octets of the longest datagram we take or send */
#define PACKET_VERSION 4
#define PACKET_PORT 123

/*
 * What became of a packet.  There is no way to drop one without naming the
 * reason here; each has a counter in the engine's state and a mode 6 variable.
 */
#define VERDICTS(V) \
	V(ACCEPTED, "accepted") \
	V(ANSWERED, "answered") \
	V(KISSED, "kissed") \
	V(BAD_LENGTH, "badlength") \
	V(BAD_VERSION, "badversion") \
	V(BAD_MODE, "badmode") \
	V(BAD_PORT, "badport") \
	V(RESTRICTED, "restricted") \
	V(NO_QUERY, "noquery") \
	V(LIMITED, "limited") \
	V(DECLINED, "declined") \
	V(OWN_PACKET, "ownpacket") \
	V(NO_TRANSMIT, "notransmit") \
	V(DUPLICATE, "duplicate") \
	V(BOGUS, "bogus") \
	V(BAD_AUTH, "badauth") \
	V(UNSYNCHRONISED, "unsynchronised") \
	V(BAD_HEADER, "badheader") \
	V(BAD_CONTROL, "badcontrol") \
	V(BAD_NONCE, "badnonce") \
	V(UNSUPPORTED, "unsupported")

#define VERDICT_ENUM(name, word) VERDICT_##name,
enum verdict { VERDICTS(VERDICT_ENUM) VERDICT_COUNT };
#undef VERDICT_ENUM

/* Returns the word VERDICT is counted under ("badlength"), NULL if none. */
const char *verdict_name(enum verdict verdict);

/* What the MAC of a packet says; who has the keys fills it in. */
enum packet_auth {
	PACKET_UNSIGNED, /* there is none */
	PACKET_SIGNED,   /* it is right, and its key trusted */
	PACKET_BADLY_SIGNED,
	PACKET_NAK       /* crypto-NAK: "I cannot check your MAC" */
};

/* A decoded header.  Spans in s. */
struct packet {
	uint8_t leap;      /* enum leap */
	uint8_t version;   /* 0..7 */
	uint8_t mode;      /* enum mode */
	uint8_t stratum;   /* as on the wire: 0 is unspecified */
	int8_t poll;       /* log2 s */
	int8_t precision;  /* log2 s */
	double rootdelay;  /* s */
	double rootdisp;   /* s */
	uint32_t refid;    /* host order */
	ntp_time reftime;  /* when the sender's clock was last set */
	ntp_time org;      /* T1 as the sender echoes it */
	ntp_time rec;      /* T2 */
	ntp_time xmt;      /* T3 */
	uint32_t keyid;    /* of the MAC; 0: none, or a crypto-NAK */
	uint16_t mac_at;   /* octets before the MAC's key id */
	uint16_t mac_len;  /* octets of key id and digest; 0: no MAC */
	enum packet_auth auth;
};

/*
 * Read the LEN octets at DATA into P.
 *
 * Octets after the header are taken as classic does: up to 24 are a MAC, more
 * begin with an extension field.  Whether a MAC is right is left open.
 *
 * Returns VERDICT_ACCEPTED, or BAD_LENGTH or BAD_VERSION (P then holds leap,
 * version and mode at most).
 *
 * Source: RFC 5905 section 7.3.
 */
enum verdict packet_decode(struct packet *p, const uint8_t *data, size_t len);

/*
 * Write the header of P (keyid, mac_* and auth are not looked at) into DATA, which
 * has room for PACKET_HEADER octets.  Spans are rounded up to 2^-16 s.
 */
void packet_encode(const struct packet *p, uint8_t *data);

#endif
