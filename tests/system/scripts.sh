#!/bin/sh
# scripts.sh -- other people's scripts around ntpdate do what they are meant to.
# SPDX-License-Identifier: BSD-2-Clause
#
# Idioms from public scripts, run as they are: cutting fields out of the
# output, trusting the exit status, mailing stderr.  The clock is a fake.
. "$(dirname "$0")/lib.sh"

fake=$work/fakeclock.so
fake fakeclock

host one
host two
wire one 10.0.0.2/24 two 10.0.0.1/24
names two '10.0.0.2 ntp1' '10.0.0.3 ntp2' '10.0.0.9 ntp9'
ip -n "$tag-one" addr add 10.0.0.3/24 dev w1
start one "$here/fakeserver.py" 10.0.0.2 123 0.1 2 0
start one "$here/fakeserver.py" 10.0.0.3 123 -45.5 2 0
sleep 1

# sbin/ntpdate is ours with the fake clock.
mkdir "$work/sbin"
cat >"$work/sbin/ntpdate" <<TEXT
#!/bin/sh
exec env FAKECLOCK=3 LD_PRELOAD=$fake $build/ntpdate/ntpdate "\$@" \
    3>>$work/did.out
TEXT
chmod 755 "$work/sbin/ntpdate"

# script COMMANDS: run them on host two; out, err, did and $status tell of it
script() {
	: >"$work/did.out"
	at two env PATH="$work/sbin:$PATH" timeout 60 sh -c "$1" \
	    >"$work/out.out" 2>"$work/err.out"
	status=$?
}

# prints PATTERN: all of stdout is one line, the pattern
prints() {
	[ "$(wc -l <"$work/out.out")" -eq 1 ] &&
	    grep -Eqx -e "$1" "$work/out.out"
}

script "ntpdate -q -p 1 ntp1 | tail -1 | awk '{print \$10}'"
prints '0\.[01][0-9]{5}'
result $? 'the tenth word of the last line is the offset'

script "ntpdate -q -p 1 ntp1 | grep offset | awk '{print \$6}' | head -1 |
    tr -d ,"
prints '0\.[01][0-9]{5}'
result $? 'the sixth word of the first line is the offset and a comma'

script "ntpdate -q -p 1 ntp1 | grep -Eo 'offset [+-]?[0-9]+\\.[0-9]+ sec\$'"
prints 'offset 0\.[01][0-9]{5} sec'
result $? 'the last line ends in the offset and sec'

script "ntpdate -d -p 1 ntp1 2>/dev/null | grep ^offset | awk '{print \$2}'"
prints '0\.[01][0-9]{5}'
result $? '-d has the offset on a line of its own'

script "ntpdate -q -p 1 ntp2 | tail -1 | grep -o '\\(adjust\\|step\\) time server'"
prints 'step time server'
result $? 'the verb tells a step from a slew'

# The author took the word "time" of the last line for a number, too.
probe='for srv in ntp9 ntp1 ntp2; do
    x=$(ntpdate -q -p 1 $srv 2>/dev/null | grep offset | awk "{print \$6}")
    [ "${x%.*}" -gt 30 ] && echo "$srv is off"
done'
script "$probe"
[ ! -s "$work/out.out" ]
result $? 'the probe that cannot work still says nothing'

script 'for srv in ntp9 ntp1 ntp2; do
    ntpdate -q -p 1 --max-offset 30 $srv >/dev/null 2>&1
    echo "$srv $?"
done'
[ "$(tr '\n' ' ' <"$work/out.out")" = 'ntp9 1 ntp1 0 ntp2 3 ' ]
result $? 'what replaces it, --max-offset, tells three states by status'

script 'for srv in ntp9 ntp1 ntp2; do
    ntpdate -s -p 1 $srv && break
done; echo $srv'
prints ntp1 && grep -Eqx 'slew 0\.1.*' "$work/did.out" &&
    [ "$(wc -l <"$work/did.out")" -eq 1 ]
result $? 'the first server that works sets the clock, silently with -s'

script 'ntpdate -p 1 ntp1 >/dev/null && echo hwclock -w'
prints 'hwclock -w' && [ ! -s "$work/err.out" ]
result $? 'a line of crontab goes on after success and has no mail to send'

script 'ntpdate -p 1 ntp9 >/dev/null && echo hwclock -w'
[ ! -s "$work/out.out" ] && [ "$(wc -l <"$work/err.out")" -eq 1 ]
result $? 'a line of crontab stops at failure and has something to mail'

printf '# servers\nntp1\n' >"$work/step-tickers"
script "ntpdate -s -b -p 1 \$(sed 's/#.*//' $work/step-tickers)"
[ $status -eq 0 ] && grep -Eqx 'step 0\.[01].*' "$work/did.out"
result $? 'step-tickers are stepped to at boot'

script "ntpdate -q -p 1 ntp1 | sed -n 's/.*offset \([-=0-9.]*\) sec/\1/p'"
prints '0\.[01][0-9]{5}'
result $? 'sed finds the offset between its word and its unit'

script "ntpdate -q -p 1 ntp1 | python3 -c 'import sys
print(sys.stdin.read().split()[-2])'"
prints '0\.[01][0-9]{5}'
result $? 'the last word but one of all is the offset'

# --- disaster recovery -----------------------------------------------------------

# What the documents have, on a host whose service manager is a small script.
cat >"$work/sbin/systemctl" <<TEXT
#!/bin/sh
echo "\$*" >>$work/service.out
case \$1 in
start) $build/ntpd/ntpd -c $work/etc/ntp.conf -p $work/ntpd.pid -l $work/two.log ;;
stop)
	[ ! -s $work/ntpd.pid ] || kill "\$(cat $work/ntpd.pid)"
	while [ -s $work/ntpd.pid ] &&
	    kill -0 "\$(cat $work/ntpd.pid)" 2>/dev/null; do sleep 0.1; done
	rm -f $work/ntpd.pid
	;;
esac
TEXT
cat >"$work/sbin/recover" <<'TEXT'
#!/bin/sh
# recover probe|force|backup|restore STAMP
servers="ntp9 ntp1 ntp2" conf=$ROOT/etc/ntp.conf backups=$ROOT/backup
case $1 in
probe)
	for srv in $servers; do
		ntpdate -q -p 1 --max-offset 30 $srv >/dev/null 2>&1
		case $? in
		0) echo "$srv: fine" ;;
		3) echo "$srv: more than 30 s away" ;;
		*) echo "$srv: no answer" ;;
		esac
	done
	;;
force)
	systemctl stop ntpd
	for srv in $servers; do
		ntpdate -s -b -p 1 $srv && break
	done
	systemctl start ntpd
	sleep 3
	ntpq -n sources
	;;
backup)
	stamp=$(date +%Y%m%d_%H%M%S)
	mkdir -p "$backups"
	cp "$conf" "$backups/ntp.conf.$stamp"
	ntpq -n sources >"$backups/sources.$stamp"
	ntpq tracking >"$backups/tracking.$stamp"
	echo "$stamp"
	;;
restore)
	ntpd --check "$backups/ntp.conf.$2" >/dev/null || exit 1
	cp "$backups/ntp.conf.$2" "$conf"
	ntpd --equiv "$backups/ntp.conf.$2" "$conf" || exit 1
	systemctl stop ntpd
	systemctl start ntpd
	;;
esac
TEXT
chmod 755 "$work/sbin/systemctl" "$work/sbin/recover"
ln -s "$build/ntpq/ntpq" "$build/ntpd/ntpd" "$work/sbin"
mkdir "$work/etc"
printf 'server 10.0.0.2 iburst\nrestrict default nomodify nopeer\n' \
    >"$work/etc/ntp.conf"

# recover ARGUMENT...: the script on host two
recover() {
	script "ROOT=$work recover $*"
}

script 'systemctl start ntpd; sleep 1; ntpdate -p 1 ntp1'
[ $status -eq 1 ] && grep -Eqx '.*: the NTP socket is in use, exiting' \
    "$work/err.out"
result $? 'beside the daemon ntpdate says that the socket is in use'
recover probe
[ "$(tr '\n' '~' <"$work/out.out")" = \
    'ntp9: no answer~ntp1: fine~ntp2: more than 30 s away~' ]
result $? 'recovery: the probe tells who is fine, off and silent'
recover force
grep -Eqx 'step 0\.[01].*' "$work/did.out" &&
    [ "$(wc -l <"$work/did.out")" -eq 1 ] &&
    grep -Eq '^\^. 10\.0\.0\.2 ' "$work/out.out" &&
    [ "$(tail -n 2 "$work/service.out" | tr '\n' ' ')" = \
    'stop ntpd start ntpd ' ]
result $? 'recovery: the first server that works sets the clock, the daemon is back'
recover backup
stamp=$(cat "$work/out.out")
[ -s "$work/backup/ntp.conf.$stamp" ] && [ -s "$work/backup/sources.$stamp" ] &&
    [ -s "$work/backup/tracking.$stamp" ]
result $? 'recovery: the backup has the configuration and the state'
printf 'server 10.0.0.3\n' >"$work/etc/ntp.conf"
recover restore "$stamp"
[ $status -eq 0 ] && cmp -s "$work/backup/ntp.conf.$stamp" "$work/etc/ntp.conf"
result $? 'recovery: the restored configuration means what it meant'
echo 'sever 10.0.0.3' >"$work/backup/ntp.conf.bad"
recover restore bad
[ $status -eq 1 ] && cmp -s "$work/backup/ntp.conf.$stamp" "$work/etc/ntp.conf"
result $? 'recovery: what ntpd would not understand is not restored'
script 'systemctl stop ntpd'

long=$(printf '%0300d' 0 | tr 0 a)
longer=$(printf '%065535d' 0 | tr 0 a)
for name in "$long" "$longer" '[' '[]' '' '   ' '%s%n'; do
	script "timeout 20 $build/ntpdate/ntpdate -q -p 1 '$name'"
	[ $status -eq 1 ] && [ -s "$work/err.out" ]
	result $? "a name of ${#name} that is none is a message and status 1"
done

finish
