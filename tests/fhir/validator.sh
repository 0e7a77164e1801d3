# Sourced by the checks of this folder: fetches the validator into a folder that is kept.
#
#   fetch_validator HERE WORK      exits 77 (skipped) where there is no npm, or no registry to fetch it from

skip() {
  printf 'skipped: %s\n' "$1"
  exit 77
}

fetch_validator() {
  local here=$1 work=$2
  npm --version >/dev/null 2>&1 || skip "npm is not installed; deploy/install-packages test installs it"
  mkdir -p "$work"
  cp "$here/package.json" "$here/package-lock.json" "$here/"*.mjs "$work/"
  # npm checks what it fetches against the lock file's digest.
  (cd "$work" && timeout 100 npm ci --ignore-scripts --no-audit --no-fund --legacy-peer-deps --prefer-offline --fetch-retries=1 --fetch-retry-mintimeout=1000 >npm.log 2>&1) && return
  grep -qE 'EINTEGRITY' "$work/npm.log" && { cat "$work/npm.log"; exit 1; }
  skip "the validator could not be fetched: $(grep -m1 -E 'npm (error|ERR!)' "$work/npm.log" || true)"
}
