/*
 * packet.c -- the NTP header, octets to value and back (RFC 5905 section 7.3).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "packet.h"

#define MAC_MAX 24 /* octets: key id and a 20-octet digest */

const char *
verdict_name(enum verdict verdict)
{
#define VERDICT_WORD(name, word) word,
	static const char *const words[] = { VERDICTS(VERDICT_WORD) };
#undef VERDICT_WORD

	return verdict < VERDICT_COUNT ? words[verdict] : NULL;
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static ntp_time
get64(const uint8_t *p)
{
	return (ntp_time){ (uint64_t)get32(p) << 32 | get32(p + 4) };
}

static void
put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static void
put64(uint8_t *p, ntp_time t)
{
	put32(p, (uint32_t)(t.fp >> 32));
	put32(p + 4, (uint32_t)t.fp);
}

/*
 * Find the MAC behind the header: what is left when it is too short for an
 * extension field.  Returns false if the lengths do not add up.
 */
static bool
find_mac(struct packet *p, const uint8_t *data, size_t len)
{
	size_t at = PACKET_HEADER;

	while (len - at > MAC_MAX) {
		size_t field = get32(data + at) & 0xffff;

		if (field < 4 || field % 4 != 0 || field > len - at)
			return false;
		at += field;
	}
	p->mac_at = (uint16_t)at;
	p->mac_len = (uint16_t)(len - at);
	if (p->mac_len != 0)
		p->keyid = get32(data + at);
	return true;
}

enum verdict
packet_decode(struct packet *p, const uint8_t *data, size_t len)
{
	memset(p, 0, sizeof *p);
	if (len < 1)
		return VERDICT_BAD_LENGTH;
	p->leap = data[0] >> 6;
	p->version = data[0] >> 3 & 7;
	p->mode = data[0] & 7;
	if (len < PACKET_HEADER || len > PACKET_MAX || len % 4 != 0)
		return VERDICT_BAD_LENGTH;
	if (p->version == 0)
		return VERDICT_BAD_VERSION;
	p->stratum = data[1];
	p->poll = (int8_t)data[2];
	p->precision = (int8_t)data[3];
	p->rootdelay = ntptime_span(get32(data + 4));
	p->rootdisp = ntptime_span(get32(data + 8));
	p->refid = get32(data + 12);
	p->reftime = get64(data + 16);
	p->org = get64(data + 24);
	p->rec = get64(data + 32);
	p->xmt = get64(data + 40);
	return find_mac(p, data, len) ? VERDICT_ACCEPTED : VERDICT_BAD_LENGTH;
}

void
packet_encode(const struct packet *p, uint8_t *data)
{
	data[0] = (uint8_t)(p->leap << 6 | (p->version & 7) << 3 |
	    (p->mode & 7));
	data[1] = p->stratum;
	data[2] = (uint8_t)p->poll;
	data[3] = (uint8_t)p->precision;
	put32(data + 4, ntptime_short(p->rootdelay));
	put32(data + 8, ntptime_short(p->rootdisp));
	put32(data + 12, p->refid);
	put64(data + 16, p->reftime);
	put64(data + 24, p->org);
	put64(data + 32, p->rec);
	put64(data + 40, p->xmt);
}
