#!/bin/sh
# Builds the single-page app into frontend/dist.
#   scripts/build-web.sh           build, unless nothing changed since the last build
#   scripts/build-web.sh check     cargo check for WebAssembly
#   scripts/build-web.sh clippy    cargo clippy for WebAssembly, where it exists
#   scripts/build-web.sh serve     rebuild on every change (trunk), API from the running server
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

# step NAME COMMAND…: says how long it took.
step() {
    name=$1
    started=$(date +%s)
    shift
    "$@"
    say "$name: $(($(date +%s) - started)) s"
}

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

# wasm-opt and brotli for what is shipped; the compiler where it cannot be fetched.
packages=
if [ "$mode" = build ]; then
    packages="binaryen brotli"
fi
if [ "$plain" = no ]; then
    packages="$packages rustc-web cargo-web rust-web-src rust-web-llvm lld-22"
fi
missing=
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
install_packages() {
    as_root apt-get update -q
    as_root apt-get install -y -q --no-install-recommends "$@"
}
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    step "from Debian:$missing" install_packages $missing
fi

# --- tools (built with whichever cargo is first on PATH so far) -------------------------
# install_tool NAME CRATE VERSION OPTION…
install_tool() {
    name=$1 crate=$2 version=$3
    shift 3
    say "installing $name $version (once)"
    CARGO_TARGET_DIR=$cache/tools-target CARGO_PROFILE_DEV_DEBUG=false step "$name" \
        cargo install --root "$tools" "$crate" --version "$version" --force "$@"
}
bindgen_version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' "$root/Cargo.lock")
if [ "$mode" = build ] || [ "$mode" = serve ]; then
    # Unoptimised: both are compiled for minutes and run for seconds.
    if [ "$(wasm-bindgen --version 2>/dev/null | cut -d' ' -f2)" != "$bindgen_version" ]; then
        install_tool wasm-bindgen wasm-bindgen-cli "$bindgen_version" --debug --no-default-features --bin wasm-bindgen
    fi
    if [ "$(cat "$tools/split-version" 2>/dev/null)" != "$split_version" ]; then
        install_tool wasm-split-cli wasm_split_cli_support "$split_version" --debug --locked --features build-binary
        printf '%s\n' "$split_version" >"$tools/split-version"
    fi
fi
if [ "$mode" = serve ] && ! command -v trunk >/dev/null 2>&1; then
    install_tool trunk trunk "$trunk_version" --locked
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

# --- from the module to the page --------------------------------------------------------
# The first load with its bindings, the areas that are fetched later, and what fetches them.
split_and_bind() {
    wasm-split-cli --target web --out-name frontend \
        "$CARGO_TARGET_DIR/$target/wasm-release/frontend.wasm" "$new/split"
    wasm-bindgen --target web --no-typescript --keep-lld-exports --out-name frontend --out-dir "$files" \
        "$new/split/frontend.wasm"
    mv "$new"/split/__wasm_split.js "$new"/split/split_*.wasm "$new"/split/chunk_*.wasm "$files"
}

# Stripped first: a pass after -Oz would lose what it does last. It warns of every part's names, so its
# words are shown only where it fails.
shrink() {
    printf '%s\0' "$files"/*.wasm | xargs -0 -P "$(nproc)" -I '{}' wasm-opt --strip-producers -Oz \
        --enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals \
        --enable-multivalue '{}' -o '{}' 2>"$new/wasm-opt.log" || { cat "$new/wasm-opt.log"; return 1; }
}

# Without comments and indentation: 700 bytes less over the wire.
styles() {
    scripts/web/styles.sh | tr '\n' ' ' | sed -E 's@/\*([^*]|\*+[^*/])*\*+/@@g; s/ +/ /g'
}

# frontend/index.html with its tags. Both scripts and the module start with the page, not one after the
# other.
index() {
    sed '/data-trunk/d; /<\/head>/,$d' frontend/index.html
    cat <<HEAD
    <link rel="modulepreload" href="$base/frontend.js">
    <link rel="modulepreload" href="$base/__wasm_split.js">
    <link rel="preload" href="$base/frontend_bg.wasm" as="fetch" type="application/wasm" crossorigin>
    <link rel="stylesheet" href="$base/all.css">
    <link rel="icon" href="$base/icon.svg" type="image/svg+xml">
    <script type="module">
      import init from '$base/frontend.js';
      init({ module_or_path: '$base/frontend_bg.wasm' });
    </script>
HEAD
    sed -n '/<\/head>/,$p' frontend/index.html
}

# The server sends these to browsers that take brotli.
compress() {
    printf '%s\0' "$files"/*.wasm "$files"/*.js "$files"/*.css "$page"/index.html |
        xargs -0 -n 8 -P "$(nproc)" brotli --quality=11 --keep
}

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
    # What it is told not to watch has to be there.
    mkdir -p "$dist"
    touch frontend/style/all.css
    # Trunk finds scripts/web/wasm-bindgen first.
    export LOA_SPLIT="$cache/split"
    PATH=$root/scripts/web:$PATH
    cd frontend && exec trunk serve --offline --port 8081 --dist "$cache/dev-page" --proxy-backend http://127.0.0.1:8080/api
    ;;
build)
    # Made aside, so that the page of before stands until this one is whole.
    mkdir -p "$cache/page"
    new=$(mktemp -d "$cache/page/.new-XXXXXX")
    trap 'rm -rf "$new"' EXIT
    # Every build has a folder of its own, so that a browser may keep its files for good and an
    # area always fits the first load that asks for it.
    base=/assets/$(printf '%s' "$hash" | cut -c1-16)
    page=$new/page
    files=$page$base
    mkdir -p "$files"

    step "compiled to WebAssembly" cargo build -p frontend --profile wasm-release --target "$target"
    step "split and bound" split_and_bind
    step "made small" shrink
    styles >"$files/all.css"
    cp frontend/icon.svg "$files"
    index >"$page/index.html"
    step "compressed" compress

    first=$(cat "$page"/index.html.br "$files"/frontend*.br "$files"/__wasm_split.js.br "$files"/*.css.br | wc -c)
    if [ "$first" -gt 400000 ]; then
        say "the first load is $first bytes over the wire; at most 400000 (docs/adr/0013)"
        exit 1
    fi
    areas=$(cat "$files"/split_*.br "$files"/chunk_*.br | wc -c)
    rm -rf "$dist" "$cache/page"/[!.]*
    mv "$page" "$cache/page/$hash"
    cp -R "$cache/page/$hash" "$dist"
    printf '%s\n' "$hash" >"$stamp"
    say "done: first load $first bytes over the wire, areas $areas"
    ;;
*)
    say "unknown: $mode (build, check, clippy, serve)"
    exit 2
    ;;
esac
