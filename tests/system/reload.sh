#!/bin/sh
# reload.sh -- SIGHUP: the configuration and the log file anew.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq
conf=$work/one.conf
log=$work/one.log

host one
host other
wire one 10.0.0.1/24 other 10.0.0.2/24
names one '10.0.0.2 time.example'
start other "$here/fakeserver.py" 10.0.0.2 123 0 1 0

# peers PATTERN: ntpq -pn shows such a line
peers() {
	shows "$1" at one "$ntpq" -pn
}

# lost PATTERN: ntpq -pn shows associations, and none like that
lost() {
	peers '^=====' && ! grep -Eq -e "$1" "$work/shows.out"
}

# gets ANSWERS: the other host gets just these
gets() {
	shows "^$1\$" at other "$here/probe.py" 10.0.0.1 123
}

# reload PATTERN: SIGHUP, and what the log says of it
reload() {
	before=$(grep -c 'reload' "$log")
	kill -HUP "$daemon"
	within 5 more_lines "$before"
	shows "$1" tail -n 1 "$log"
}

more_lines() {
	[ "$(grep -c 'reload' "$log")" -gt "$1" ]
}

# assid PATTERN: the association id of the LOCAL clock
assid() {
	at one "$ntpq" -c as | sed -n 's/^  1 \{1,\}\([0-9]*\) .*/\1/p'
}

echo 'server 127.127.1.0' >"$conf"
ntpd one -c "$conf"
daemon=$pid
check 'the daemon follows its LOCAL clock' within 5 peers '^\*127\.127\.1\.0 '
local=$(assid)

echo 'server 10.0.0.2 iburst' >>"$conf"
check 'SIGHUP reads the configuration anew' reload 'configuration reloaded$'
check 'a server that is new in it is followed' \
    within 10 peers '^\*10\.0\.0\.2 +\.GPS\. +1 u'
[ -n "$local" ] && [ "$(assid)" = "$local" ]
result $? 'what was there before stays the same association'
check 'and still knows what it knew' peers '^.127\.127\.1\.0 .* [1-7][0-7]* +0\.000 '

echo 'server 10.0.0.2 iburst' >"$conf"
check 'a second reload' reload 'configuration reloaded$'
check 'a server that is no longer in it is gone' lost '^.127\.127\.1\.0 '
check 'the other is still followed' peers '^\*10\.0\.0\.2 '

echo 'server time.example' >"$conf"
reload 'configuration reloaded$'
check 'a server may be given by name' within 5 peers '^.10\.0\.0\.2 '

check 'a host without a rule gets the time only' gets time
echo 'restrict 10.0.0.0 mask 255.255.255.0' >>"$conf"
reload 'configuration reloaded$'
check 'a new rule lets it ask' gets 'time status'
sed -i 's/^restrict .*/restrict time.example ignore/' "$conf"
reload 'configuration reloaded$'
check 'a rule for a name comes, others go' within 5 gets nothing
sed -i '/^restrict/d' "$conf"
reload 'configuration reloaded$'
check 'and goes again' gets time

# --- refused ---------------------------------------------------------------

cp "$conf" "$work/good.conf"
printf 'nonsense 1\nserver 127.127.1.0\n' >>"$conf"
check 'a configuration with more errors than the one in force is refused' \
    reload 'reload refused: the new configuration has 1 errors?$'
check 'the old one stays in force' lost '^.127\.127\.1\.0 '
mv "$conf" "$work/away"
check 'a configuration that cannot be read is refused' \
    reload "reload refused: cannot read $conf\$"
check 'the old one stays in force, too' peers '^.10\.0\.0\.2 '
cp "$work/good.conf" "$conf"
echo 'port 1123' >"$work/port"
cat "$work/port" >>"$conf"
reload 'configuration reloaded$'
check 'another port is left for the next start' gets time
check 'and that is said' \
    shows 'port 1123: only after a restart$' cat "$log"

# --- the log ---------------------------------------------------------------

mv "$log" "$work/rotated"
size=$(wc -c <"$work/rotated")
cp "$work/good.conf" "$conf"
kill -HUP "$daemon"
check 'SIGHUP opens the log anew after it was rotated away' \
    within 5 shows 'configuration reloaded$' cat "$log"
[ "$(wc -c <"$work/rotated")" -eq "$size" ]
result $? 'nothing is added to the rotated one'

for signal in 1 2 3 4 5 6 7 8 9 10; do
	kill -HUP "$daemon"
done
check 'many SIGHUP at once do no harm' gets time
stop "$daemon"
result $? 'and it ends as usual'
finish
