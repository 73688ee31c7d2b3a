#!/bin/sh
# The proof that a newcomer can start: a bare Debian 12 (minbase + python3, python3-venv, make, ca-certificates), PATH scrubbed,
# `make run` as an ordinary user and as root, until a page answers; then Ctrl-C, and a second start that keeps the data.
#
#   tests/fresh/run.sh [user|root]      needs root and debootstrap; the log lies in .huizhi/fresh/
#
# What this machine's network needs (certificates, PIP_*, npm_config_*, proxies) is handed on at run time; nothing of it is
# written into the checkout. HUIZHI_FRESH_MIRROR names a Debian mirror, HUIZHI_FRESH_FOLDER where the systems are built.
set -eu
cd "$(dirname "$0")/../.."
checkout=$(pwd)
place=${HUIZHI_FRESH_FOLDER:-/var/tmp/fresh}
logs="$checkout/.huizhi/fresh"
who=${1:-"user root"}
mkdir -p "$place" "$logs"

[ "$(id -u)" = 0 ] || { echo "以 root 运行（chroot）/ run as root" >&2; exit 1; }

if [ ! -e "$place/base/made" ]; then
    rm -rf "$place/base"
    # shellcheck disable=SC2086 (an absent mirror is no argument)
    debootstrap --variant=minbase --include=python3,python3-venv,make,ca-certificates \
        bookworm "$place/base" ${HUIZHI_FRESH_MIRROR:-} >"$logs/debootstrap.log" 2>&1
    touch "$place/base/made"
fi

for kind in $who; do
    system="$place/$kind"
    rm -rf "$system"
    cp -a "$place/base" "$system"
    cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/ca-certificates.crt"
    if [ "$kind" = user ]; then
        chroot "$system" useradd --create-home --shell /bin/sh newcomer
        home=/home/newcomer
    else
        home=/root
    fi
    chmod 700 "$system$home"
    mkdir "$system$home/huizhi"
    git archive HEAD | tar -x -C "$system$home/huizhi"
    chroot "$system" chown -R "$([ "$kind" = user ] && echo newcomer:newcomer || echo root:root)" "$home/huizhi"
    # shellcheck disable=SC2016 (the inner shell expands)
    unshare --mount sh -c '
        mount --rbind /proc "$1/proc" && mount --rbind /dev "$1/dev" && exec python3 tests/fresh/measure.py "$1" "$2" "$3"
    ' sh "$system" "$kind" "$home" | tee "$logs/$kind.log"
    grep -q "^PASSED" "$logs/$kind.log"
    rm -rf "$system"
done
