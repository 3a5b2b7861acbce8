# Sourced by scripts/check-bare and scripts/check-docker: a bare Debian 12 from this machine's own package
# mirrors, which are read from apt's configuration. Needs root, apt and debootstrap.

# bare_mirror: the address of the mirror that serves Debian 12 (bookworm), component main
bare_mirror() {
  bare_targets | awk -F'|' '$2 == "bookworm" { print $1; exit }'
}

# bare_targets: "address|release" of each bookworm archive that this machine uses
bare_targets() {
  apt-get indextargets --format '$(CREATED_BY)|$(REPO_URI)|$(CODENAME)|$(COMPONENT)' |
    awk -F'|' '$1 == "Packages" && $3 ~ /^bookworm(-updates|-security)?$/ && $4 == "main" { print $2 "|" $3 }'
}

# bare_bootstrap ROOT: a minbase with the same archives, and the machine's way to reach registries
bare_bootstrap() {
  local root=$1 mirror
  mirror=$(bare_mirror)
  [ -n "$mirror" ] || { echo "no bookworm archive in apt's configuration" >&2; return 1; }
  debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2; return 1; }
  rm -f "$root.log"
  bare_targets | sed -E 's/^(.*)\|(.*)$/deb \1 \2 main/' >"$root/etc/apt/sources.list"
  bare_registries "$root"
}

# bare_registries ROOT: copies how this machine reaches package registries: proxies, mirrors, and
# certificates that Debian does not bring. None of it is known to the repository.
bare_registries() {
  local root=$1 file
  apt-config dump | grep -E '^Acquire::(.*[Pp]roxy|Check-)' >"$root/etc/apt/apt.conf.d/90machine" || true
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  for file in /etc/pip.conf /etc/npmrc "$HOME/.npmrc" "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf" \
    "$HOME/.cargo/config.toml" "$HOME/.m2/settings.xml" "$HOME/.config/go/env"; do
    [ ! -f "$file" ] || install -D -m 644 "$file" "$root${file/#"$HOME"//root}"
  done
  bare_certificates "$root/usr/local/share/ca-certificates"
}

# bare_certificates FOLDER: those in the machine's bundle that are not among Debian's own
bare_certificates() {
  mkdir -p "$1"
  python3 - "$1" <<'PYTHON'
import pathlib, re, sys
pattern = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n?", re.S)
def certificates(path):
    return pattern.findall(path.read_text(errors="replace"))
own = set()
for path in pathlib.Path("/usr/share/ca-certificates").rglob("*.crt"):
    own.update("".join(c.split()) for c in certificates(path))
bundle = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
for number, text in enumerate(certificates(bundle) if bundle.exists() else []):
    if "".join(text.split()) not in own:
        (pathlib.Path(sys.argv[1]) / f"machine-{number}.crt").write_text(text)
PYTHON
}

# bare_environment: NAME=VALUE lines of this machine's settings for registries, for `env -i`
bare_environment() {
  env | grep -E '^([a-z]+_proxy|[A-Z]+_PROXY|PIP_(CERT|INDEX_URL|EXTRA_INDEX_URL|DEFAULT_TIMEOUT)|GO(PROXY|SUMDB|NOSUMDB|FLAGS)|CARGO_[A-Z_]*REGISTR[A-Z_]*|npm_config_[a-z_]+|(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE))=' || true
}
