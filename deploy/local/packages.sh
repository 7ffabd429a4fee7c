#!/bin/sh
# Installs Debian packages without letting any of them start a service. Run as root.
# usage: packages.sh PACKAGE...
set -eu

policy=/usr/sbin/policy-rc.d
kept=$policy.before-approval
mark="approval stack: temporary"
masked=""
had_nginx=no
dpkg-query -W -f '${db:Status-Abbrev}' nginx-common 2>/dev/null | grep -q '^ii' && had_nginx=yes

# Also mends what an earlier run that was killed left behind.
restore() {
  if [ -e "$policy" ] && grep -qs "$mark" "$policy"; then rm -f "$policy"; fi
  if [ -e "$kept" ]; then mv "$kept" "$policy"; fi
  if [ -n "$masked" ]; then systemctl -q unmask --runtime nginx.service; fi
}
restore
trap restore EXIT
trap 'exit 130' INT TERM HUP

# Maintainer scripts ask policy-rc.d before they start anything; ours says no, for as long as
# this script runs. A machine's own policy is not touched where systemd can be told instead.
if [ -e "$policy" ] && [ -d /run/systemd/system ]; then
  if [ $had_nginx = no ]; then
    systemctl -q mask --runtime nginx.service
    masked=yes
  fi
else
  if [ -e "$policy" ]; then mv "$policy" "$kept"; fi
  printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
apt-get -q -o DPkg::Lock::Timeout=300 update
apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install --no-install-recommends "$@"

# Nor at the next boot: nginx is the only package of ours that brings a service.
if [ $had_nginx = no ]; then
  deb-systemd-helper disable nginx.service >/dev/null 2>&1 || true
  update-rc.d nginx disable >/dev/null 2>&1 || true
fi
