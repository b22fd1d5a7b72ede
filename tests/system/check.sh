#!/bin/sh
# check.sh -- ntpd --check: findings, statuses, and files meant to break it.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

data=$here/../data/lint
ntpd=$build/ntpd/ntpd

# run STATUS ARGUMENT...: ntpd --check must end with it; output in $work/run.out
run() {
	expected=$1
	shift
	timeout 60 "$ntpd" "$@" >"$work/run.out" 2>&1
	seen=$?
	[ $seen -eq "$expected" ] || echo "status $seen, not $expected"
	[ $seen -eq "$expected" ]
}

# says PATTERN: so did the last run
says() {
	grep -Eq -e "$1" "$work/run.out"
}

# json ARGUMENT...: the output is JSON with as many findings as it says
json() {
	timeout 60 "$ntpd" --check=json "$@" >"$work/findings.json"
	python3 - "$work/findings.json" <<-'PYTHON'
	import json, sys
	d = json.load(open(sys.argv[1], encoding='utf-8'))
	f = d['findings']
	assert d['schema'] == 1
	for word in 'error', 'warning', 'note':
	    n = sum(1 for x in f if x['severity'] == word)
	    assert n == d[word + 's'], (word, n)
	for x in f:
	    assert set(x) == {'file', 'line', 'column', 'severity', 'rule',
	        'text', 'source', 'action', 'lines'}, x
	    assert x['text'] and isinstance(x['lines'], list)
	PYTHON
}

# --- statuses -----------------------------------------------------------------

check 'notes are no reason to fail' \
    run 0 --check -W "$data/centos7-stock.conf"
check 'warnings are none without -W' \
    run 0 --check "$data/private-member.conf"
check 'and one with it' run 1 --check -W "$data/private-member.conf"
check 'options may follow the files' run 1 --check "$data/private-member.conf" -W
check 'errors are one' run 2 --check "$data/centos7-client.conf"
check 'the worst of several files counts' \
    run 2 --check "$data/clean.conf" "$data/centos7-client.conf"
check 'a clean file is met with silence' run 0 --check "$data/clean.conf"
[ -s "$work/run.out" ]
[ $? -ne 0 ]
result $? 'and nothing is printed'
check 'a file that is not there' run 2 --check "$work/none.conf"
says "^$work/none.conf: error: cannot be read: No such file"
result $? 'is named with the reason'
{ sleep 1; echo 'servr 10.0.0.1'; } |
    "$build/ntpd/ntpd" --check /dev/stdin >"$work/run.out" 2>&1
[ $? -eq 2 ]
result $? 'a pipe is read when something comes, as with <(...)'
says "did you mean \"server\""
result $? 'and to its end'
check 'without a file it is the one of -c' \
    run 2 -c "$data/centos7-client.conf" --check
check 'other forms of output are refused' run 1 --check=xml "$data/clean.conf"
check 'files without --check are refused' run 1 "$data/clean.conf"

# --- forms --------------------------------------------------------------------

check 'a misspelt word' run 2 --check "$data/words.conf"
says '^[^:]*/words.conf:4:18: error: .*ibrust.* \[word\]$' &&
    says '^ {25}\^$' && says '^write:  server 192.0.2.1 iburst$'
result $? 'has its place, a caret and the line that is right'
check 'findings are valid JSON for each file' json "$data"/*.conf
check 'escapes and broken UTF-8' run 2 --check "$data/escapes.conf"
! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$work/run.out"
result $? 'do not reach the terminal'

# --- more files ---------------------------------------------------------------

mkdir -p "$work/etc/ntp.d"
cp "$data/clean.conf" "$work/etc/ntp.conf"
printf 'port 12300\nrestrict 10.0.0.0/8 nomodify\n' >"$work/etc/ntp.d/a.conf"
printf 'servr 192.0.2.1\n' >"$work/etc/ntp.d/b.conf"
check 'drop-in files are read' run 2 --check "$work/etc/ntp.conf"
says "ntp.d/b.conf:1:1: error: .*servr" && ! says 'own'
result $? 'and may have our own words'
check 'a drop-in file may be checked alone' \
    run 0 --check -W "$work/etc/ntp.d/a.conf"
check 'three members of a group' run 2 --check "$data/mesh-key-1.conf" \
    "$data/mesh-key-2.conf" "$data/mesh-key-3.conf"
says 'mesh-key-1.conf:4:1: warning: .* \[L11\]'
result $? 'must agree on their keys'

# --- files meant to break it --------------------------------------------------

head='restrict default kod limited nomodify notrap nopeer noquery'
long=$(head -c 1000000 /dev/zero | tr '\0' a)
printf '%s\nserver %s iburst\n' "$head" "$long" >"$work/token.conf"
check 'a word of 1 MB' run 2 --check "$work/token.conf"
says "token.conf:2:8: error: .*longer than"
result $? 'is an error with its place'
printf 'server 192.0.2.1\n\0\0\nserver 192.0.2.2\0 iburst\n' >"$work/nul.conf"
check 'octets 0' run 2 --check "$work/nul.conf"
says 'nul.conf:2:1: error' && says 'nul.conf:3:8: error'
result $? 'are errors with their places'
printf 'includefile %s\n' "$work/self.conf" >"$work/self.conf"
check 'a file that includes itself' run 2 --check "$work/self.conf"
says 'self.conf:1:13: error: .*includes itself'
result $? 'is told so'
printf 'includefile %s\n' "$work/two.conf" >"$work/one.conf"
printf 'includefile %s\n' "$work/one.conf" >"$work/two.conf"
check 'two files that include each other' run 2 --check "$work/one.conf"
says 'two.conf:1:13: error: .*includes itself'
result $? 'are told so, too'
printf '%s\nincludefile %s\n' "$head" "$work/etc" >"$work/folder.conf"
check 'a folder for a file to include' run 2 --check "$work/folder.conf"
says 'folder.conf:2:13: error: .*/etc cannot be read: Is a directory'
result $? 'is told with the reason'
printf 'keys /k\nservr x\n' >"$work/secret.inc"
printf '%s\nincludefile %s\n' "$head" "$work/secret.inc" >"$work/reads.conf"
chmod 0 "$work/secret.inc"
# as_nobody STATUS ARGUMENT...: the same by an ordinary user
as_nobody() {
	expected=$1
	shift
	timeout 60 setpriv --reuid 65534 --regid 65534 --clear-groups \
	    "$ntpd" "$@" >"$work/run.out" 2>&1
	[ $? -eq "$expected" ]
}
check 'a file to include that may not be read' \
    as_nobody 2 --check "$work/reads.conf"
says 'reads.conf:2:13: error: .*/secret.inc cannot be read: Permission denied'
result $? 'is told with the reason'
check 'a main file that may not be read' \
    as_nobody 2 --check "$work/secret.inc"
says 'secret.inc: error: cannot be read: Permission denied'
result $? 'is told so, too'
head -c 100000 /dev/urandom >"$work/noise.conf"
check 'noise is valid JSON, too' json "$work/noise.conf" "$work/nul.conf" \
    "$work/token.conf" "$work/none.conf" "$work"

awk -v head="$head" 'BEGIN {
	printf "\357\273\277%s\r\n", head
	for (i = 0; i < 1000000; i++)
		printf "restrict 10.%d.%d.%d nomodify\r\n", i / 65536,
		    i / 256 % 256, i % 256
}' >"$work/million.conf"
check 'a million lines' run 0 --check -W "$work/million.conf"
says 'million.conf:1:1: note: .*byte order mark.* \[L20\]' &&
    says '1000001 lines end in CR and LF.* \[L20\]'
result $? 'with a byte order mark and CRs, of which there is a note each'

# --- the daemon on a long file ------------------------------------------------

host a
cp "$work/million.conf" "$work/long.conf"
rm -f "$work/million.conf"
printf 'restrict 127.0.0.1\r\nserver 127.127.1.0\r\n' >>"$work/long.conf"
began=$(date +%s)
ntpd a -c "$work/long.conf"
check 'the daemon starts with a million lines' \
    within 60 shows '^\*127.127.1.0' at a "$build/ntpq/ntpq" -pn 127.0.0.1
took=$(($(date +%s) - began))
daemon=$(sed -n 's/.* ntpd\[\([0-9]*\)\]: .*starting$/\1/p' "$work/a.log")
size=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$daemon/status")
echo "# a million lines: $took s, $size KiB"
check 'without a mistake' \
    shows '^conf_errors=0$' at a "$build/ntpq/ntpq" -c 'rv 0 conf_errors' \
    127.0.0.1
check 'and knows the last of them' \
    shows 'long.conf:1000001' at a "$build/ntpq/ntpq" \
    -c 'access 10.15.66.63' 127.0.0.1
[ "$size" -lt 600000 ] || grep -q __asan_init "$ntpd"
result $? 'in less than 600 MB'
stop "$pid"
rm -f "$work/long.conf"

# --- the daemon on a spoilt file ----------------------------------------------

{
	echo "$head"
	echo 'restrict 127.0.0.1'
	echo 'server 127.127.1.0'
	echo 'servr 192.0.2.1'
	printf 'server 192.0.2.2\0\n'
	echo "includefile $work/spoilt.conf"
	echo "keys $long"
} >"$work/spoilt.conf"
ntpd a -c "$work/spoilt.conf"
check 'the daemon runs on what is valid' \
    within 15 shows '^\*127.127.1.0' at a "$build/ntpq/ntpq" -pn 127.0.0.1
check 'and counts the mistakes' \
    shows '^conf_errors=4$' at a "$build/ntpq/ntpq" -c 'rv 0 conf_errors' \
    127.0.0.1
check 'and its log names each mistake' sh -c "
    grep -q 'line 4 column 1 syntax error' '$work/a.log' &&
    grep -q 'octet 0' '$work/a.log' &&
    grep -q 'includes itself' '$work/a.log' &&
    grep -q 'longer than limit' '$work/a.log'"
fails 'but says nothing of advice' grep -q '\[L' "$work/a.log"

finish
