#!/bin/sh
# Builds the single-page app into frontend/dist.
#   scripts/build-web.sh           build, unless nothing changed since the last build
#   scripts/build-web.sh check     cargo check for WebAssembly
#   scripts/build-web.sh clippy    cargo clippy for WebAssembly, where it exists
#   scripts/build-web.sh serve     rebuild on every change, API from the running server
# Where rustup cannot fetch the WebAssembly target, Debian's rustc-web with its std
# sources stands in (docs/CONTRIBUTING.md).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${LOA_CACHE:-$HOME/.cache/loa}
tools=$cache/tools
dist=$root/frontend/dist
stamp=$root/frontend/.dist-hash
target=wasm32-unknown-unknown
trunk_version=0.21.14
split_version=0.2.4
mode=${1:-build}

say() { printf 'web: %s\n' "$*"; }

fingerprint() {
    (cd "$root" && find frontend shared -type f \
        ! -path '*/dist/*' ! -path '*/.stage/*' ! -path '*/target/*' \
        ! -name .dist-hash ! -path frontend/style/all.css -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum
    for rustc in rustc /usr/bin/rustc; do "$rustc" --version 2>/dev/null || true; done
    sha256sum "$root/Cargo.toml" "$root/Cargo.lock" "$root"/scripts/build-web.sh "$root"/scripts/web/* 2>/dev/null |
        sed "s|$root/||") | sha256sum | cut -d' ' -f1
}

hash=$(fingerprint)
if [ "$mode" = build ] && [ -f "$dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$hash" ]; then
    say "nothing changed; frontend/dist is current"
    exit 0
fi

# Another clone of the same sources has built it.
if [ "$mode" = build ] && [ -f "$cache/page/$hash/index.html" ]; then
    rm -rf "$dist"
    cp -R "$cache/page/$hash" "$dist"
    printf '%s\n' "$hash" >"$stamp"
    say "the same page was built before"
    exit 0
fi

PATH=$tools/bin:$PATH
export PATH

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else say "needs root to install packages: $*"; exit 1
    fi
}

# --- which compiler -------------------------------------------------------------------
# LOA_WEB_TOOLCHAIN=debian takes the substitute even where the plain way would do.
plain=no
if [ "${LOA_WEB_TOOLCHAIN:-}" = debian ]; then
    :
elif command -v rustup >/dev/null 2>&1; then
    if rustup target list --installed 2>/dev/null | grep -qx "$target"; then
        plain=yes
    elif rustup target add "$target" >/dev/null 2>&1; then
        plain=yes
    fi
elif [ -d "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/$target" ]; then
    plain=yes
fi

# wasm-opt (trunk would download it) and brotli always; the compiler where it cannot be fetched.
packages="binaryen brotli"
if [ "$plain" = no ]; then
    packages="$packages rustc-web cargo-web rust-web-src rust-web-llvm lld-22"
fi
missing=
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "installing from Debian:$missing"
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root apt-get install -y -q --no-install-recommends $missing
fi

# --- tools (built with whichever cargo is first on PATH so far) -------------------------
wanted_bindgen=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' "$root/Cargo.lock" 2>/dev/null || true)
if [ "$mode" = build ] || [ "$mode" = serve ]; then
    if ! command -v trunk >/dev/null 2>&1; then
        say "installing trunk $trunk_version (about 10 CPU minutes, once)"
        CARGO_TARGET_DIR=$cache/tools-target cargo install --locked --root "$tools" trunk --version "$trunk_version"
    fi
    if [ -n "$wanted_bindgen" ] && [ "$(wasm-bindgen --version 2>/dev/null | cut -d' ' -f2)" != "$wanted_bindgen" ]; then
        say "installing wasm-bindgen-cli $wanted_bindgen (about 4 CPU minutes, once)"
        CARGO_TARGET_DIR=$cache/tools-target cargo install --root "$tools" wasm-bindgen-cli --version "$wanted_bindgen" --force
    fi
    if [ "$(cat "$tools/split-version" 2>/dev/null)" != "$split_version" ]; then
        say "installing wasm-split-cli $split_version (about 2 CPU minutes, once)"
        CARGO_TARGET_DIR=$cache/tools-target cargo install --locked --root "$tools" \
            wasm_split_cli_support --version "$split_version" --features build-binary --force
        printf '%s\n' "$split_version" >"$tools/split-version"
    fi
fi

if [ "$plain" = no ]; then
    # Debian's cargo and rustc before any other, without putting all of /usr/bin first.
    mkdir -p "$cache/debian-bin"
    for program in cargo rustc rustdoc; do ln -sf "/usr/bin/$program" "$cache/debian-bin/$program"; done
    for program in cargo-clippy clippy-driver; do
        rm -f "$cache/debian-bin/$program"
        if [ -x "/usr/bin/$program" ]; then ln -s "/usr/bin/$program" "$cache/debian-bin/$program"; fi
    done
    PATH=$cache/debian-bin:$PATH
    export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    unset RUSTUP_TOOLCHAIN
fi
export CARGO_TARGET_DIR="$cache/wasm"
# Views as trait objects: a quarter less code for a few allocations more. No reference types:
# Debian's wasm-opt (108) spoils the second table that they need.
flags="--cfg erase_components -Ctarget-feature=-reference-types"
# No file names in panics, no Debug texts: for that, flags that a stable compiler takes when told so.
export RUSTC_BOOTSTRAP=1
flags="$flags -Zlocation-detail=none -Zfmt-debug=none"
if [ "$plain" = no ]; then
    export CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
fi
# Areas are cut off by relocations. The linker writes down the features that were left on above:
# the plain target's own std would add reference types again.
features="bulk-memory,multivalue,mutable-globals,nontrapping-fptoint,sign-ext"
flags="$flags -Clink-arg=--emit-relocs -Clink-arg=--no-check-features -Clink-arg=--features=$features"
export RUSTFLAGS="$flags"
export LOA_SPLIT="$cache/split"
export LOA_WASM_FEATURES="--enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals --enable-multivalue"
PATH=$root/scripts/web:$PATH

cd "$root"
case $mode in
check)
    say "checking"
    cargo check -p frontend --target "$target"
    ;;
clippy)
    if [ "$plain" = no ] && [ ! -x "$cache/debian-bin/cargo-clippy" ]; then
        say "Debian's compiler has no clippy; checking instead"
        cargo check -p frontend --target "$target"
    else
        cargo clippy -p frontend --target "$target" -- -D warnings
    fi
    ;;
serve)
    cd frontend && exec trunk serve --offline --port 8081 --dist "$cache/dev-page" --proxy-backend http://127.0.0.1:8080/api
    ;;
build)
    say "fetching crates"
    cargo fetch >/dev/null 2>&1 || say "crates not refreshed (offline); using what is here"
    offline=--offline
    say "compiling to WebAssembly (1 to 4 minutes when cold)"
    # trunk reads NO_COLOR as true or false only.
    # Every build has a folder of its own, so that a browser may keep its files for good and an
    # area always fits the first load that asks for it. trunk reads NO_COLOR as true or false only.
    version=$(printf '%s' "$hash" | cut -c1-16)
    rm -rf "$dist"
    (cd frontend && NO_COLOR=true trunk build --release $offline --filehash false \
        --public-url "/assets/$version/" --dist "$dist/assets/$version")
    files=$dist/assets/$version
    # The loader's second script starts with the page instead of after the first one.
    sed "s|</head>|<link rel=\"modulepreload\" href=\"/assets/$version/__wasm_split.js\"></head>|" \
        "$files/index.html" >"$dist/index.html"
    rm "$files/index.html"
    # The server sends these to browsers that take brotli.
    brotli --quality=11 --keep --force "$files"/*.wasm "$files"/*.js "$files"/*.css "$dist"/index.html
    printf '%s\n' "$hash" >"$stamp"
    first=$(cat "$dist"/index.html.br "$files"/frontend*.br "$files"/__wasm_split.js.br "$files"/*.css.br | wc -c)
    if [ "$first" -gt 400000 ]; then
        say "the first load is $first bytes over the wire; at most 400000 (docs/adr/0013)"
        rm "$stamp"
        exit 1
    fi
    rm -rf "$cache/page"
    mkdir -p "$cache/page"
    cp -R "$dist" "$cache/page/.new"
    mv "$cache/page/.new" "$cache/page/$hash"
    say "done: first load $first bytes over the wire, areas $(cat "$files"/split_*.br "$files"/chunk_*.br | wc -c)"
    ;;
*)
    say "unknown: $mode (build, check, clippy, serve)"
    exit 2
    ;;
esac
