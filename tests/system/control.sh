#!/bin/sh
# control.sh -- who may change the daemon's state, and how: the control socket,
# reload, saveconfig, writevar, and the control key with nonces.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpd=$build/ntpd/ntpd
conf=$work/one.conf
log=$work/one.log
socket=$work/control
saved=$work/saved
cp "$build/ntpq/ntpq" "$work/ntpq" # where nobody can run it
ntpq=$work/ntpq
mkdir -m 777 "$saved"

host one
printf '5 M ctlword\n' >"$work/keys"
cat >"$conf" <<CONF
server 127.127.1.0
controlsocket $socket
saveconfigdir $saved
keys $work/keys
trustedkey 5
controlkey 5
restrict 127.0.0.1
CONF

# order WORDS...: give root's order over the socket
order() {
	at one timeout 20 "$ntpq" -n --socket "$socket" "$@"
}

# stranger OPTIONS...: the same as somebody else, who does not wait long
stranger() {
	at one timeout 20 setpriv --reuid=65534 --regid=65534 --clear-groups \
	    "$@" "$ntpq" --socket "$socket" -c 'timeout 500' -c reload \
	    </dev/null
}

# run STATUS OPTIONS...: ntpd --reload must end with it; output in *.out
run() {
	run_status=$1
	shift
	at one timeout 60 "$ntpd" --reload --socket "$socket" "$@" \
	    >"$work/run.out" 2>"$work/error.out"
	[ $? -eq "$run_status" ]
}

# prints PATTERN: ntpd --reload did; complains: on standard error
prints() {
	grep -Eq -e "$1" "$work/run.out"
}
complains() {
	grep -Eq -e "$1" "$work/error.out"
}

ntpd one -c "$conf" -u nobody --var site=first
daemon=$pid
check 'the socket is there once the daemon is' within 5 test -S "$socket"
[ "$(stat -c '%a %U' "$socket")" = '600 root' ]
result $? 'and is for root alone, though the daemon is not root any more'

# --- reload -----------------------------------------------------------------

check 'ntpq reloads without a key' \
    shows '^Reload Succeeded: 0 added, 0 changed, 0 removed, [0-9]+ kept' \
    order -c reload
check 'and the daemon says who wanted it' \
    grep -q ': control socket reload *$' "$log"
cp "$conf" "$work/good.conf"
{
	echo 'server 198.51.100.1 iburst'
	echo 'restrict 10.0.0.0 mask 255.0.0.0 nomodify'
} >>"$conf"
sed -i 's/^server 127.127.1.0$/& prefer/' "$conf"
check 'a dry run ends with 0 if the files are good' run 0 --dry-run
check 'with a plus for what is new' \
    prints '^\+ restrict 10\.0\.0\.0 mask 255\.0\.0\.0 nomodify$'
check 'a tilde for what is changed' \
    prints '^~ server 127\.127\.1\.0 .* prefer \(was: server 127\.127\.1\.0'
check 'and an equals sign for what stays' prints '^= restrict 127\.0\.0\.1$'
fails 'settings that nobody wrote are not in it' prints 'panic'
fails 'nothing has happened by then' \
    shows '198\.51\.100\.1' order -c peers
check 'ntpq counts the same' \
    shows '^Reload Succeeded: 2 added, 1 changed, 0 removed, ' \
    order -c reload
check 'and then it has happened' shows '198\.51\.100\.1' order -c peers
sed -i '/^restrict 10/d' "$conf"
check 'ntpd --reload does it, too' run 0
check 'and says so' prints '^Reload Succeeded: 0 added, 0 changed, 1 removed, '
printf 'server 198.51.100.2\nfrobnicate\n' >>"$conf"
check 'a dry run ends with 2 if the files are worse' run 2 --dry-run
check 'with where the mistake is' \
    complains "^$conf:[0-9]+:1: unexpected \"frobnicate\""
check 'and that it is why' complains 'would be refused: .* 1 errors$'
check 'ntpd --reload ends with 2, too' run 2
check 'and repeats what the daemon says' \
    complains "^$conf:[0-9]+:1: unexpected \"frobnicate\""
check 'so does ntpq' shows '^Reload refused: ' order -c reload
fails 'nothing has changed' shows '198\.51\.100\.2' order -c peers
check 'a dry run can be of another file' \
    run 0 --dry-run -c "$work/good.conf"
check 'with a minus for what is gone' \
    prints '^- server 198\.51\.100\.1 minpoll'
cp "$work/good.conf" "$conf"
printf '5 M ctlword\n6 M newword\n' >"$work/keys"
check 'keys count, too' run 0 --dry-run
check 'by their numbers' prints '^\+ key 6 [0-9a-f]{8}$'
fails 'and nobody reads them' prints 'ctlword|newword'
check 'back to the beginning' run 0
at one "$ntpd" --reload --dry-run --socket "$work/none" >"$work/run.out" 2>&1
[ $? -eq 1 ]
result $? 'without a daemon a dry run ends with 1'
check 'and says so' prints 'no daemon at .*/none: '

# --- what else root says ----------------------------------------------------

check ':config needs no key' \
    shows '^Config Succeeded' order -c ':config server 198.51.100.3'
check 'and works' within 5 shows '198\.51\.100\.3' order -c peers
check 'and is in the log' \
    grep -q 'control socket config: server 198\.51\.100\.3$' "$log"
printf 'unpeer 198.51.100.3\nbogus\n' >"$work/extra"
check 'so does config-from-file' \
    shows '^Line No: 2 column 1 syntax error' \
    order -c "config-from-file $work/extra"
check 'a variable of --var can be written' \
    shows '^done!' order -c 'writevar 0 site=second'
check 'and read' shows '^site=second' order -c 'rv 0 site'
check 'and outlives a reload' run 0
check 'with its value' shows '^site=second' order -c 'rv 0 site'
check 'so says a dry run' run 0 --dry-run
check 'which keeps it' prints '^= setvar site = second$'
check 'others cannot' \
    shows '^\*\*\*Server disallowed request' order -c 'writevar 0 stratum=1'

# --- saveconfig -------------------------------------------------------------

check 'saveconfig writes the configuration' \
    shows '^Configuration saved to now\.conf' order -c 'saveconfig now.conf'
check 'that it is' \
    shows '^equal' "$ntpd" --equiv "$conf" "$saved/now.conf"
check 'and a variable knows its name' \
    shows '^savedconfig=now\.conf' order -c 'rv 0 savedconfig'
check 'the name may have the date in it' \
    shows "^Configuration saved to $(date +%Y)-x" order -c 'saveconfig %Y-x'
check 'a file that is there stays as it is' \
    shows '^Unable to save configuration to file now\.conf' \
    order -c 'saveconfig now.conf'
ln -s "$work/victim" "$saved/link"
check 'a link is not followed' \
    shows '^Unable to save configuration to file link' \
    order -c 'saveconfig link'
fails 'not even to a new file' test -e "$work/victim"
for name in ../x a/b '%D' '..' 'a\b'; do
	check "$name is no name" \
	    shows '^saveconfig does not allow directory in filename' \
	    order -c "saveconfig $name"
done
[ "$(ls "$saved" | wc -l)" -eq 3 ]
result $? 'and nothing else has been written'

# --- who is not root --------------------------------------------------------

check 'who is not root cannot open the socket' \
    shows 'control: Permission denied$' stranger --inh-caps=-all
check 'nor is he listened to if he can' \
    shows '^\*\*\*Request timed out' stranger --inh-caps=+dac_override \
    --ambient-caps=+dac_override
at one "$root/tests/system/replay.py" 127.0.0.1 123 5 ctlword \
    >"$work/replay.out" 2>&1
check 'without a key and the socket nobody is' \
    grep -qx 'unsigned refused' "$work/replay.out"
check "classic's keyed writes are taken" \
    grep -qx 'classic done' "$work/replay.out"
check 'those with a nonce, too' grep -qx 'nonce done' "$work/replay.out"
check 'the same once more is refused' \
    grep -qx 'again refused' "$work/replay.out"
check 'a nonce is for one sender' \
    grep -qx 'elsewhere refused' "$work/replay.out"
check 'a nonce cannot be made up' \
    grep -qx 'invented refused' "$work/replay.out"
echo 'require nonce' >>"$conf"
run 0
at one "$root/tests/system/replay.py" 127.0.0.1 123 5 ctlword \
    >"$work/replay.out" 2>&1
check 'with "require nonce" there must be one' \
    grep -qx 'classic refused' "$work/replay.out"
check 'and then it will do' grep -qx 'nonce done' "$work/replay.out"

# keyed COMMAND...: ntpq with the control key, over UDP
keyed() {
	{
		printf 'keyid 5\npasswd ctlword\n'
		printf '%s\n' "$@"
	} | at one timeout 20 setsid -w "$ntpq" 127.0.0.1
}
check 'our ntpq has one with each write' \
    shows '^Config Succeeded' keyed ':config disable monitor' \
    ':config enable monitor'
check 'also with a reload' \
    shows '^Reload Succeeded: ' keyed reload

# --- beginning and end ------------------------------------------------------

host two
ntpd two -c "$conf"
check 'a second daemon at the same place says so' \
    within 5 grep -q "control socket $socket: Address already in use$" \
    "$work/two.log"
check 'and runs on' shows 'LOCL' at two "$ntpq" -np
stop "$pid"
check 'the first one is still there' run 0
stop "$daemon"
fails 'the socket is gone when the daemon is' test -e "$socket"

ntpd one -c "$conf"
check 'a daemon that stays root' within 5 test -S "$socket"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
check 'and is killed leaves its socket' test -S "$socket"
mkdir "$work/jail"
ntpd one -c "$conf" -i "$work/jail" -u nobody
daemon=$pid
check 'the next one replaces it, and answers from its jail' within 5 run 0
stop "$daemon"
fails 'and removes it from outside' test -e "$socket"

sed -i '/^controlsocket/d' "$conf"
: >"$log"
(cd "$work" && on one "$ntpd" -l one.log -c one.conf -p "$work/pid")
daemon=$(cat "$work/pid")
pids="$pids $daemon"
echo 'server 198.51.100.4' >>"$conf"
kill -HUP "$daemon"
check 'a file given without its folder can be read anew in the background' \
    within 5 shows '198\.51\.100\.4' at one "$ntpq" -np
kill "$daemon"
within 5 test ! -d "/proc/$daemon"

# The usual place, which only the daemon sees.
ntpd one -c "$conf" --var site=x
daemon=$pid
# inside COMMAND...: run it where the daemon's files are
inside() {
	nsenter -t "$daemon" -m -n -- timeout 20 "$@"
}
check 'by itself, root on port 123 has a socket in /run/ntpd' \
    within 5 inside test -S /run/ntpd/control
check 'and ntpq finds it' \
    within 5 shows '^Reload Succeeded' inside "$ntpq" -c reload
check 'so does ntpd --reload' \
    shows '^Reload Succeeded' inside "$ntpd" --reload -c "$conf"
inside "$ntpq" -c 'writevar 0 site=y' -c ':config server 198.51.100.5' \
    -c ':config nonsense' -c 'saveconfig last' >"$work/last.out" 2>&1
inside "$ntpd" --reload --dry-run -c "$work/extra" >>"$work/last.out" 2>&1
check 'a worse file would be refused by this one, too' \
    grep -q 'would be refused' "$work/last.out"
# Root's, so that a sanitizer can look for leaks at its end.
stop "$daemon"
result $? 'and it ends as usual'
finish
