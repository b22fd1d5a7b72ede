/*
 * discipline.h -- what to do about the clock's error: nothing, slew, step, or
 * give up.
 *
 * The frequency is corrected at once; the offset is removed by running fast or
 * slow for a second or two, as far as the permitted rate allows.  There is one
 * discipline and it is here: the kernel only sees frequencies and steps.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef DISCIPLINE_H
#define DISCIPLINE_H

#include <stdbool.h>

#define DISCIPLINE_MAXFREQ 500e-6 /* s/s, MAXFREQ: beyond it no crystal is */
#define DISCIPLINE_SLEW 500e-6    /* s/s, the fastest ordinary slew */
#define DISCIPLINE_FIRST 0.08     /* s/s, until settled; kernels take 0.1 */
#define DISCIPLINE_NEAR 2e-3      /* s, left after the first slew: settled */

struct discipline_rules {
	double step_fwd, step_back; /* s; 0: never step */
	double stepout;             /* s */
	double panic;               /* s; 0: any offset will do */
	double max_rate;            /* s/s, of the slew until settled */
};

/* All zero: nothing done yet. */
struct discipline {
	bool corrected;    /* the first correction has been made */
	bool settled;      /* ... and since then the offset was slewed away */
	bool panicked;     /* an offset beyond panic: hands off */
	double spike;      /* mono since when offsets are beyond step; 0: not */
	double freq;       /* s/s, added to the clock for good */
	double rate;       /* s/s, added on top while slewing */
	double slew_until; /* mono */
	double applied;    /* s added to the clock in all until MONO */
	double mono;
};

enum discipline_verdict {
	DISCIPLINE_SLEW_IT,  /* remove it gently */
	DISCIPLINE_STEP_IT,  /* set the clock */
	DISCIPLINE_SPIKE,    /* too much to believe: wait until it lasts */
	DISCIPLINE_WAIT,     /* still waiting */
	DISCIPLINE_PANIC     /* beyond all measure */
};

/* Returns true if OFFSET (s) is more than RULES allow to slew. */
bool discipline_beyond(const struct discipline_rules *rules, double offset);

/*
 * Judge OFFSET (s) at MONO.
 *
 * Source: RFC 5905 section 11.3; the first correction needs no stepout.
 */
enum discipline_verdict discipline_judge(struct discipline *d,
    const struct discipline_rules *rules, double offset, double mono);

/*
 * Plan at MONO to add FREQ (s/s) to the frequency and OFFSET (s) to the clock
 * by slewing: sets d.freq, d.rate and d.slew_until.
 *
 * Returns what was really added to the frequency, within MAXFREQ.
 */
double discipline_slew(struct discipline *d,
    const struct discipline_rules *rules, double mono, double offset,
    double freq);

/*
 * Returns how much D has added to the clock until MONO, in s: by frequency,
 * by slewing and by stepping.
 */
double discipline_applied(struct discipline *d, double mono);

/*
 * End a slew whose time is over at MONO.
 *
 * Returns true if one ended: the clock's frequency must be set to d.freq.
 */
bool discipline_end_slew(struct discipline *d, double mono);

#endif
