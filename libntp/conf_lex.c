/*
 * conf_lex.c -- the words of ntp.conf.
 *
 * Separators are blanks, tabs, CR, VT and FF; "#" outside quotes ends a line
 * even inside a word; quotes may open inside a word, have no escapes and are
 * closed by the end of the line at the latest.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "conf_lex.h"

#define EXPONENT_MAX 999 /* beyond any double */

void
conf_lex_init(struct conf_lexer *l, const char *text, size_t length)
{
	memset(l, 0, sizeof *l);
	l->at = l->line_start = text;
	l->end = text + length;
}

bool
conf_lex_line(struct conf_lexer *l)
{
	if (l->line > 0) {
		while (l->at < l->end && *l->at != '\n')
			l->at++;
		if (l->at < l->end)
			l->at++;
	}
	l->line++;
	l->line_start = l->at;
	l->force = false;
	return l->at < l->end;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool
is_special(char c)
{
	return c != '\0' && strchr("{}(),;|=", c) != NULL;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Append C to the LENGTH octets of T's text; what does not fit is noted. */
static size_t
append(struct conf_token *t, size_t length, char c)
{
	if (c == '\0' && t->kind != TOKEN_TOO_LONG)
		t->kind = TOKEN_NUL;
	if (length < CONF_LEX_WORD) {
		t->text[length] = c == '\0' ? '?' : c;
		return length + 1;
	}
	t->kind = TOKEN_TOO_LONG;
	return length;
}

/* Append the rest of the quoted text at L and leave out the closing quote. */
static size_t
append_quoted(struct conf_lexer *l, struct conf_token *t, size_t length)
{
	t->quoted = true;
	for (l->at++; l->at < l->end && *l->at != '\n'; l->at++) {
		if (*l->at == '"') {
			l->at++;
			break;
		}
		length = append(t, length, *l->at);
	}
	return length;
}

/*
 * Take one word into T.  Returns its length; 0 at the end of the line, and
 * for empty quotes.
 */
static size_t
take(struct conf_lexer *l, bool string, struct conf_token *t)
{
	size_t length = 0;

	t->line = l->line;
	t->column = (unsigned)(l->at - l->line_start) + 1;
	for (; l->at < l->end && !is_blank(*l->at); l->at++) {
		if (*l->at == '\n' || *l->at == '#')
			break;
		if (*l->at == '"')
			return append_quoted(l, t, length);
		if (!string && is_special(*l->at)) {
			if (length > 0)
				break;
			length = append(t, length, *l->at++);
			t->kind = TOKEN_SPECIAL;
			break;
		}
		length = append(t, length, *l->at);
	}
	return length;
}

/*
 * Read the exponent at TEXT ("e-3", or nothing) into E.
 * Returns false if it is something else.
 */
static bool
parse_exponent(const char *text, int *e)
{
	bool negative;

	*e = 0;
	if (*text == '\0')
		return true;
	if (*text != 'e' && *text != 'E')
		return false;
	negative = *++text == '-';
	if (*text == '-' || *text == '+')
		text++;
	for (; is_digit(*text); text++)
		if (*e < EXPONENT_MAX)
			*e = 10 * *e + (*text - '0');
	if (negative)
		*e = -*e;
	return *text == '\0';
}

/* Returns MANTISSA * 10^E, finite. */
static double
scale(uint64_t mantissa, int e)
{
	double value = (double)mantissa;

	if (mantissa == 0)
		return 0;
	if (e < -300) /* in two steps: 10^e alone would be zero */
		value /= pow(10, 300), e += 300;
	value = e < 0 ? value / pow(10, -e) : value * pow(10, e);
	return isfinite(value) ? value : 1e300;
}

/*
 * Read TEXT as a number: sign, digits, and for a double a point and an
 * exponent.  Independent of the locale, exact for up to 15 digits.
 *
 * Returns the kind of token that TEXT is.
 */
static enum conf_token_kind
parse_number(struct conf_token *t)
{
	const char *p = t->text;
	uint64_t mantissa = 0;
	int digits = 0, dropped = 0, after = 0, e;
	bool point = false, negative = *p == '-';

	if (*p == '-' || *p == '+')
		p++;
	for (; is_digit(*p) || (*p == '.' && !point); p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		digits++;
		after += point;
		if (mantissa < UINT64_MAX / 10 - 1)
			mantissa = 10 * mantissa + (uint64_t)(*p - '0');
		else
			dropped++;
	}
	if (point ? digits == 0 || !parse_exponent(p, &e) :
	    *p != '\0' || (digits == 0 && !negative) || t->text[0] == '+')
		return TOKEN_WORD;
	t->number = scale(mantissa, dropped - after + (point ? e : 0));
	if (negative)
		t->number = -t->number;
	t->integer = t->number > INT_MAX ? INT_MAX :
	    t->number < INT_MIN ? INT_MIN : (int)t->number;
	return point ? TOKEN_DOUBLE : TOKEN_INTEGER;
}

void
conf_lex_next(struct conf_lexer *l, bool string, struct conf_token *t)
{
	size_t length;
	bool forced;

	do {
		t->kind = TOKEN_WORD;
		t->quoted = false;
		t->integer = 0;
		t->number = 0;
		while (l->at < l->end && is_blank(*l->at))
			l->at++;
		forced = string || l->force;
		length = take(l, forced, t);
		t->text[length] = '\0';
		/* Empty quotes are no word, but make the next one a string. */
		l->force = length == 0 && (t->quoted || l->force);
	} while (length == 0 && t->quoted);
	if (length == 0)
		t->kind = TOKEN_END;
	else if (t->kind != TOKEN_WORD)
		return;
	else if (forced || t->quoted)
		t->kind = TOKEN_STRING;
	else
		t->kind = parse_number(t);
}
