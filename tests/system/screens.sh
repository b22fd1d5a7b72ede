#!/bin/sh
# screens.sh -- what ntpq prints and where it prints it is classic's.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/data/ntpq/screens/ has what classic 4.2.6p5 printed in front of the
# servers below, octet for octet; of the screens that came after it ("later-"),
# what the ntpq of 4.3.91 printed.
. "$(dirname "$0")/lib.sh"

host one
cp -r "$root/tests/data/ntpq" "$work/ntpq"
start one "$here/fakectl.py" 127.0.0.1 123 "$work/ntpq/state"
start one "$here/fakectl.py" 127.0.0.2 123 "$work/ntpq/empty"
start one "$here/fakectl.py" 127.0.0.3 123 "$work/ntpq/dated"
start one "$here/fakectl.py" 127.0.0.4 123 "$work/ntpq/later"
sleep 1
cd "$work/ntpq" || exit 1
"$here/screens.py" "$build/ntpq/ntpq" "$tag-one" screens/* || bad=1

# Later versions show nothing of a host that lacks one of the variables.
check 'sysinfo leaves out what the host does not know' \
    shows '^reference ID:       10\.9\.1\.1$' \
    at one timeout 30 "$build/ntpq/ntpq" -n -c sysinfo 127.0.0.1
check 'the status above it is that of the host' \
    shows '^associd=0 status=0[1-9a-f][0-9a-f]{2} leap_none, sync_[a-z]+, ' \
    at one timeout 30 "$build/ntpq/ntpq" -n -c sysinfo 127.0.0.1
finish
