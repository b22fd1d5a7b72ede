#!/bin/sh
# terminal.sh -- a person at a terminal: ntpq's prompt, and hosts side by side.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/data/terminal/ has what is typed and the screens that come of it.
. "$(dirname "$0")/lib.sh"

if ! command -v tmux >/dev/null; then
	echo 'ok a terminal # SKIP no tmux'
	exit
fi
tmux=$work/tmux
LC_ALL=C.UTF-8 TZ=UTC TERM=xterm
export LC_ALL TZ TERM

host one
names one '127.0.0.4 a-far-away-host'
for state in state:127.0.0.1 empty:127.0.0.2; do
	start one "$here/fakectl.py" "${state#*:}" 123 \
	    "$root/tests/data/ntpq/${state%:*}"
done
start one "$here/fakeserver.py" 127.0.0.5 123 0 2 0
start one "$here/fakeserver.py" 127.0.0.6 123 0.25 2 0
start one "$here/fakeserver.py" 127.0.0.7 123 0 2 3

# session NAME WORDS...: ntpq at a terminal, typed at as the file NAME says
session() {
	session=$1
	shift
	# parses CODE WORDS...: the JSON of ask WORDS... makes the python CODE true
parses() {
	code=$1
	shift
	ask -o json "$@" | python3 -c "
import json, sys
docs = [json.loads(line) for line in sys.stdin]
assert $code, docs"
}

check 'compare is JSON' parses \
    'abs(docs[1]["pairs"][0]["offset"] - 0.25) < 0.01 and \
    docs[0]["clocks"][2]["offset"] is None' \
    compare 127.0.0.5 127.0.0.6 a-far-away-host
check 'compare is CSV' shows '^,127\.0\.0\.6,,2,0\.2' \
    ask -o csv compare 127.0.0.5 127.0.0.6
check 'top is JSON' parses \
    '[h["following"] for h in docs[0]["hosts"]] == ["10.9.1.1", "", ""]' \
    top 127.0.0.1 127.0.0.2 a-far-away-host

at one tmux -S "$tmux" -f /dev/null new-session -d -x 80 -y 24 \
	    -s "$session" "PATH='$build/ntpq':\$PATH ntpq $*; sleep 60"
	at one "$here/terminal.py" "$tmux" "$session" \
	    "$root/tests/data/terminal/$session" || bad=1
}

ask() {
	at one timeout 30 "$build/ntpq/ntpq" -n "$@"
}

session prompt -n 127.0.0.1
session top -n top 127.0.0.1 127.0.0.2 a-far-away-host

ask compare 127.0.0.5 127.0.0.6 a-far-away-host 127.0.0.7 127.0.0.5 \
    >"$work/compare" 2>&1
status=$?
check 'compare measures each clock' \
    grep -Eq '^127\.0\.0\.6 +2 +\+(249|250)\.[0-9]{3} +[0-9.]+$' "$work/compare"
check 'compare tells how two clocks differ' grep -Eq \
    '^127\.0\.0\.5 +127\.0\.0\.6 +\+(249|250)\.[0-9]{3} +[0-9.]+  apart$' \
    "$work/compare"
check 'a host named twice does not differ from itself' \
    grep -Eq '^127\.0\.0\.5 +127\.0\.0\.5 +[+-]0\.000 +[0-9.]+$' "$work/compare"
check 'who does not answer is told from who is not synchronised' \
    test "$(grep -Ec ' no answer: the port is unreachable$| not synchronised$' \
    "$work/compare")" = 2
check 'a missing host shows in the status of compare' test $status = 1
check 'compare is content if all answer' ask compare 127.0.0.5 127.0.0.6
check 'top --once prints without a terminal' \
    shows '^>127\.0\.0\.1       +2 10\.9\.1\.1  +\+0\.160    0\.225  -13\.248 ' \
    ask top --once 127.0.0.1 127.0.0.2

at one tmux -S "$tmux" kill-server
finish
