#!/bin/sh
# leap.sh -- the file with the leap seconds, and a daemon that goes through one.
# SPDX-License-Identifier: BSD-2-Clause
#
# The clock of the second part is a fake, in the last seconds of 2016.
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq
list=$work/leap.list
log=$work/one.log
fake=$work/leapclock.so

# write LAST TAI [HASH]: a list whose last line is that
write() {
	{
		printf '#$\t3676924800\n#@\t4265308800\n'
		printf '3644697600 36\n%s %s\n' "$1" "$2"
		[ -z "${3:-}" ] || printf '#h\t%s\n' "$3"
	} >"$list.new"
	chmod 600 "$list.new"
	mv "$list.new" "$list"
}

# variables WHAT: ntpq shows them
variables() {
	shows "^$1\$" at one "$ntpq" -c 'rv 0 tai,leapsec,expire'
}

logged() {
	grep -Eq -e "$1" "$log"
}

host one
printf 'server 127.127.1.0\nleapfile %s\n' "$list" >"$work/one.conf"

# --- the file ---------------------------------------------------------------

ntpd one -c "$work/one.conf" -u daemon
daemon=$pid
check 'a leap file that is not there is logged' \
    within 10 logged ": leapseconds file $list: No such file or directory\$"
check 'and no reason to end' within 5 at one "$ntpq" -c rv
write 3692217600 37
kill -HUP "$daemon"
check 'SIGHUP reads it, though only root may, and root is gone' within 10 \
    variables 'tai=37, leapsec=201701010000, expire=203503010000'
check 'which is an event' \
    logged ' 0e TAI 37 leap 201701010000 expire 203503010000$'
write 3692217600 38
kill -HUP "$daemon"
check 'a line that makes no sense is told with its number' within 10 logged \
    "format error leapseconds file $list \\(not one second from the line before, line 4\\)\$"
write 3692217600 37 '1 2 3 4 5'
kill -HUP "$daemon"
check 'so is a wrong hash' within 10 logged \
    "format error leapseconds file $list \\(the hash is wrong\\)\$"
check 'and what was known stays' \
    variables 'tai=37, leapsec=201701010000, expire=203503010000'
write 3676924800 37
write 3692217600 35
kill -HUP "$daemon"
check 'a file that is replaced by a good one is taken' within 10 \
    variables 'tai=35, leapsec=201701010000, expire=203503010000'
echo 'server 127.127.1.0' >"$work/one.conf"
kill -HUP "$daemon"
check 'a file that is no longer named is forgotten' within 10 shows \
    '^No system variables returned' at one "$ntpq" -c 'rv 0 tai,leapsec'
stop "$daemon"

# --- through a leap second --------------------------------------------------

fake leapclock
printf 'server 127.127.1.0\nleapfile %s\n' "$list" >"$work/one.conf"

# through TAI WORD: a daemon goes through a leap second that makes TAI less UTC
# that much
through() {
	write 3692217600 "$1"
	rm -f "$log"
	start one env FAKENOW=1483228788 FAKECLOCK=3 LD_PRELOAD="$fake" \
	    sh -c 'exec "$0" "$@" 3>"$did"' "$build/ntpd/ntpd" -n -l "$log" \
	    -c "$work/one.conf"
	daemon=$pid
	within 10 logged ' 09 leap_armed$' &&
	    within 15 logged ' 0b leap_event$' && sleep 1 &&
	    stop "$daemon" && grep -q "^status $2\$" "$did" &&
	    ! grep -q '^step' "$did" && ! logged 'jumped|was set|clock_step'
}

did=$work/did.out
export did
check 'the kernel inserts a second, and that is no step' through 37 ins
check 'it was told what TAI is' grep -q '^tai 36$' "$did"
tail -n 1 "$did" | grep -q '^status$'
result $? 'and told that it is over'
check 'what the kernel says is logged' \
    logged 'kernel reports leap second insertion scheduled$'
check 'the kernel deletes a second, and that is no step' through 35 del
finish
