#!/bin/sh
# reload-load.sh -- a thousand reloads while clients ask, and keys that only
# root may read.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq
reloads=1000
conf=$work/ntp.conf

# write N: a configuration whose parts change with N around what stays
write() {
	{
		echo 'restrict default kod nomodify notrap'
		echo 'server 10.1.0.1 minpoll 3 maxpoll 3'
		echo 'server 127.127.1.0'
		echo 'fudge 127.127.1.0 stratum 10'
		for k in 1 2 3; do
			echo "restrict 10.$((($1 + k) % 250)).0.0 mask 255.255.0.0 noquery"
		done
		[ $(($1 % 2)) -eq 0 ] || echo "server 10.9.9.$(($1 % 200 + 1))"
	} >"$conf.new"
	mv "$conf.new" "$conf"
}

resident() {
	awk '/VmRSS/ { print $2 }' "/proc/$1/status"
}

host upstream
host server
host client
wire upstream 10.1.0.1/24 server 10.1.0.2/24
wire client 10.2.0.1/24 server 10.2.0.2/24
printf 'server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n' >"$work/up.conf"
ntpd upstream -c "$work/up.conf"
write 0
# A sanitizer keeps freed memory back; not so much that it looks like a leak.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1:thread_local_quarantine_size_kb=64
export ASAN_OPTIONS
ntpd server -c "$conf"
server=$pid
check 'the server follows its upstream' \
    within 20 shows '^\*10\.1\.0\.1' at server "$ntpq" -pn
check 'after eight polls its reach is 377' \
    within 90 shows '^\*10\.1\.0\.1 .* 377 ' at server "$ntpq" -pn

# The first hundred warm the allocator up.
(on client "$root/tests/system/load.py" 10.2.0.2 123 200 25) \
    >"$work/load.out" 2>&1 &
load=$!
n=0
while [ $n -lt $reloads ]; do
	n=$((n + 1))
	write $n
	kill -HUP "$server"
	[ $n -ne 100 ] || before=$(resident "$server")
	sleep 0.02
done
wait $load
result $? "no reply is lost during $reloads reloads"
cat "$work/load.out" | sed 's/^/# /'
check 'reach of the server that stayed is still 377' \
    shows '^\*10\.1\.0\.1 .* 377 ' at server "$ntpq" -pn
after=$(resident "$server")
echo "# resident: $before kB after 100 reloads, $after kB at the end"
[ "$after" -le $((before + before / 10 + 256)) ]
result $? 'and no memory was lost'
[ "$(grep -c 'configuration reloaded' "$work/server.log")" -ge 100 ]
result $? 'many of them took effect one by one'
stop "$server"
result $? 'and the daemon ends with status 0'

# --- keys that only root may read, after -u -----------------------------------

# Having given root up a sanitizer cannot look for leaks at the end any more.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
keys=$work/keys
: >"$keys"
chmod 600 "$keys"
printf '%s\n' "keys $keys" 'trustedkey 5' 'server 127.127.1.0' >"$conf"
: >"$work/server.log"
ntpd server -c "$conf" -u nobody
server=$pid
check 'a daemon with -u serves' \
    within 10 shows 'stratum 6,' at client "$build/ntpdate/ntpdate" -q -p 1 10.2.0.2
echo '5 SHA1 newsecret' >"$keys"
cp "$keys" "$work/client.keys"
fails 'a key it has not got is not good' \
    at client "$build/ntpdate/ntpdate" -q -p 1 -a 5 -k "$work/client.keys" 10.2.0.2
kill -HUP "$server"
check 'after SIGHUP a new key of a file of mode 0600 is good' \
    within 10 at client "$build/ntpdate/ntpdate" -q -p 1 -a 5 \
    -k "$work/client.keys" 10.2.0.2
grep -q '^Uid:.*0' "/proc/$server/status"
[ $? -ne 0 ]
result $? 'and the daemon is not root'
stop "$server"
result $? 'it ends with status 0'
finish
