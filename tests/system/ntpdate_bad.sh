#!/bin/sh
# ntpdate_bad.sh -- ntpdate on bad days: names, errors and signals of all kinds
# end in a message and a status, and never in a wrong step.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

fake fakeclock fakenet
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0

host one
host two
wire one 10.0.0.2/24 two 10.0.0.1/24
names two '10.0.0.2 ntp'
start one "$here/fakeserver.py" 10.0.0.2 123 45.5 2 0
sleep 1

# dated NAME [VARIABLE=VALUE...] -- ARGUMENT...: ntpdate on host two; files
# that begin with NAME tell of it
dated() {
	dated_name=$work/$1
	shift
	dated_env=
	while [ "$1" != -- ]; do
		dated_env="$dated_env $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words are wanted
	(
		on two timeout 60 env FAKECLOCK=3 \
		    LD_PRELOAD="$work/fakeclock.so $work/fakenet.so" \
		    $dated_env "$build/ntpdate/ntpdate" "$@"
	) >"$dated_name.out" 2>"$dated_name.err" 3>"$dated_name.did"
}

# told NAME PATTERN: a line of the messages is the pattern
told() {
	grep -Eqx -e "$2" "$work/$1.err"
}

# right NAME: the clock was set right if it was set at all
right() {
	! grep -Evqx 'step 45\.[45][0-9]*' "$work/$1.did"
}

# --- names and addresses -----------------------------------------------------

long=$(printf '%0300d' 0 | tr 0 a)
longer=$(printf '%065535d' 0 | tr 0 a)
for name in "$long" "$longer" '[' '[]' '[::1' ']' '%' '10.0.0.2%99' '::%x' \
    '0' '0x7f.1.1.1.1' '-' '..' '@' '255.255.255.255' '0.0.0.0' '::' 'fe80::1'; do
	dated name -- -q -p 1 "$name"
	status=$?
	{ [ $status -eq 1 ] || [ $status -eq 2 ]; } && [ -s "$work/name.err" ]
	result $? "$(printf %.16s "$name") (${#name}) is a message and a status"
done

began=$(date +%s)
dated many FAKENET_ADDRESSES=10000 -- -q -p 1 ntp
[ $? -eq 1 ] && told many '.*: ntp has more than 64 addresses: the others are not asked' &&
    [ "$(grep -c '^server 127\.1\.' "$work/many.out")" -eq 64 ] &&
    [ $(($(date +%s) - began)) -lt 30 ]
result $? 'of 10000 addresses of a name the first 64 are asked, and that is said'

# --- errors of sending ---------------------------------------------------------

# The numbers are Linux's, on all of its machines.
for error in '1 Operation not permitted' '13 Permission denied' \
    '101 Network is unreachable' '113 No route to host' \
    '100 Network is down' '90 Message too long'; do
	dated send FAKENET_SEND="${error%% *}" -- -u -p 2 10.0.0.2
	[ $? -eq 1 ] && [ ! -s "$work/send.did" ] &&
	    told send ".*: sendto\\(10\\.0\\.0\\.2\\): ${error#* }" &&
	    told send '.*: no server suitable for synchronization found'
	result $? "sending that ends in \"${error#* }\" is a message and status 1"
done
dated option FAKENET_OPTION=1 -- -u -6 -p 1 ::1
[ $? -eq 1 ] &&
    told option '.*: setsockopt\(\) IPV6_V6ONLY failed: Operation not permitted'
result $? 'an option that cannot be set is a message and status 1'
dated option FAKENET_OPTION=1 -- -q -4 -p 1 10.0.0.2
[ $? -eq 0 ]
result $? 'without the time of arrival the one of reading has to do'
for error in 11 105; do
	dated send FAKENET_SEND=$error -- -u -p 1 10.0.0.2
	[ $? -eq 1 ] && [ "$(wc -l <"$work/send.err")" -eq 1 ]
	result $? "error $error of sending, which passes, is silence"
done
ip -n "$tag-two" route add blackhole 10.9.0.0/16
dated send -- -u -p 1 10.9.0.1
[ $? -eq 1 ] && told send '.*: no servers can be used, exiting'
result $? 'an address without a way there cannot be used'

# --- stopped in the worst place --------------------------------------------------

dated stop FAKENET_STOP=2 -- -u -p 1 10.0.0.2
[ $? -eq 1 ] && [ ! -s "$work/stop.did" ]
result $? 'a question that left late measures nothing'
dated stop FAKENET_STOP=2 -- -u -p 2 10.0.0.2
[ $? -eq 0 ] && right stop && [ -s "$work/stop.did" ]
result $? 'the next one does, and the step is right'

# --- signals at every point --------------------------------------------------------

# Python sends with more precision than a shell.
at two python3 - "$build/ntpdate/ntpdate" "$work" >"$work/signals.out" 2>&1 <<'TEXT'
import os, signal, subprocess, sys, time

program, work = sys.argv[1:]
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM,
           signal.SIGPIPE, signal.SIGSTOP]
AFTER = [0, 0.01, 0.03, 0.09, 0.11, 0.2, 0.7, 2.05, 2.1, 2.11, 2.15]
env = dict(os.environ, LD_PRELOAD=work + "/fakeclock.so", FAKECLOCK="3")
bad = 0
runs = []


def begin(sig, after):
    log = open(f"{work}/did-{sig}-{after}", "w+")
    def child():
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.dup2(log.fileno(), 3)
    run = subprocess.Popen([program, "-u", "-p", "2", "10.0.0.2"], env=env,
        preexec_fn=child, close_fds=False, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    return sig, after, log, run


def look(sig, after, log, run):
    out, err = run.communicate(timeout=30)
    log.seek(0)
    did = log.read().split("\n")[:-1]
    right = all(line.startswith("step 45.") for line in did) and len(did) < 2
    if sig == signal.SIGSTOP:
        right = right and run.returncode == 0 and len(did) == 1
    else:
        right = right and run.returncode in (0, -sig)
        right = right and (len(did) == 1 if run.returncode == 0 else True)
    if not right:
        print(sig, after, run.returncode, did, out, err)
    return right


for sig in SIGNALS:
    batch = [begin(sig, after) for after in AFTER]
    began = time.monotonic()
    for _, after, _, run in batch:
        time.sleep(max(0, began + after - time.monotonic()))
        run.send_signal(sig)
    if sig == signal.SIGSTOP:
        time.sleep(1)
        for _, _, _, run in batch:
            run.send_signal(signal.SIGCONT)
    bad += sum(not look(*run) for run in batch)
sys.exit(bad != 0)
TEXT
result $? 'INT TERM HUP ALRM PIPE and STOP at any time: ended by it, or a right step'

{
	at two "$build/ntpdate/ntpdate" -q -p 1 10.0.0.2
	echo $? >"$work/pipe.status"
} 2>"$work/pipe.err" | :
# 141: SIGPIPE
grep -Eqx '0|141' "$work/pipe.status" && [ ! -s "$work/pipe.err" ]
result $? 'a reader that has gone is no trouble'
finish
