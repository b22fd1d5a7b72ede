# lib.sh -- what the rule tests share; sourced, not run.
# SPDX-License-Identifier: BSD-2-Clause
#
# A rule prints what it looked at, and one line "FILE:LINE: what is wrong" for
# each violation; it ends with status 1 if there is any.  With --self-test it
# plants violations in a copy of the tree and must notice each of them.

set -eu
rule=$(basename "$0")
self=$(cd "$(dirname "$0")" && pwd)/$rule
root=${RULES_ROOT:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${BUILD:-$root/build}
programs=
for folder in libntp libhost ntpd ntpq ntpdate; do
	[ ! -d "$root/$folder" ] || programs="$programs $folder"
done

# The C files below the folders "$@" of the tree, in a stable order.
c_files() {
	(cd "$root" && find "$@" -name '*.[ch]' | LC_ALL=C sort)
}

# Say how it ended: judge NUMBER-OF-VIOLATIONS WHAT-WAS-LOOKED-AT
judge() {
	echo "$rule: $2"
	[ "$1" -eq 0 ] && return 0
	echo "$rule: $1 violations"
	return 1
}

# Stop unless the programs are built.
need_build() {
	[ -f "$build/libntp/libntp.a" ] && return 0
	echo "$rule: $build is not built (BUILD=DIR says where it is)"
	exit 1
}

# Make a copy of the tree's C files and floors in $copy.
copy_tree() {
	copy=$(mktemp -d)
	trap 'rm -rf "$copy"' EXIT
	for folder in $programs tests; do
		mkdir -p "$copy/$folder"
	done
	(cd "$root" && find $programs tests -name '*.[ch]' -o -name LAYERS |
	    tar cf - -T -) | tar xf - -C "$copy"
}

# The rule must reject the copy and say so about FILE: must_fail NAME FILE
must_fail() {
	if RULES_ROOT=$copy BUILD=$copy/build "$self" >"$copy/out" 2>&1 ||
	    ! grep -q "^$2:[0-9]*: " "$copy/out"; then
		echo "$rule: not noticed: $1"
		cat "$copy/out"
		exit 1
	fi
	echo "$rule: notices $1"
}

# plant NAME FILE LINE...: append the lines to FILE of a fresh copy
plant() {
	name=$1 file=$2
	shift 2
	copy_tree
	printf '%s\n' "$@" >>"$copy/$file"
	must_fail "$name" "$file"
	rm -rf "$copy"
}
