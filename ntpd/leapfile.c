/*
 * leapfile.c -- the file with the leap seconds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "leapfile.h"
#include "log.h"

#define AGAIN 86400.0 /* s between two looks at the file */

void
leapfile_load(struct daemon *d, const struct now *now, struct fileset *files)
{
	const char *name = d->conf->leapfile;
	const struct fileset_file *f;

	d->leap_due = name != NULL ? now->mono + AGAIN : INFINITY;
	if (name == NULL) {
		engine_leapfile(d->engine, now, NULL, 0);
		return;
	}
	f = fileset_get(files, name);
	if (f == NULL || f->text == NULL)
		log_printf(PRI_ERR, "leapseconds file %s: %s", name,
		    strerror(errno));
	else
		engine_leapfile(d->engine, now, f->text, f->length);
}

void
leapfile_tick(struct daemon *d, const struct now *now)
{
	struct fileset files = { .disk = true };

	if (now->mono < d->leap_due)
		return;
	d->leap_due = now->mono + AGAIN;
	/* Without a process for that we may read what we need by ourselves. */
	if (d->reader.fd >= 0 &&
	    reader_read(&d->reader, &d->options, &files) != 0) {
		log_printf(PRI_ERR, "leapseconds file %s: %s",
		    d->conf->leapfile, strerror(errno));
		return;
	}
	leapfile_load(d, now, &files);
	fileset_free(&files);
}

void
leapfile_kernel(struct daemon *d, enum clock_leap leap)
{
	enum clock_leap before = d->kernel_leap;

	d->kernel_leap = leap;
	if (leap == before)
		return;
	if (leap == CLOCK_INSERTS || leap == CLOCK_DELETES)
		log_printf(PRI_INFO, "kernel reports leap second %s scheduled",
		    leap == CLOCK_INSERTS ? "insertion" : "deletion");
	else if (leap == CLOCK_LEAPT)
		log_printf(PRI_INFO, "kernel reports leap second has occurred");
	else if (leap == CLOCK_NO_LEAP && (before == CLOCK_INSERTS ||
	    before == CLOCK_DELETES))
		log_printf(PRI_INFO, "kernel leap second %s cancelled",
		    before == CLOCK_INSERTS ? "insertion" : "deletion");
}
