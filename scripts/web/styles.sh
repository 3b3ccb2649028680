#!/bin/sh
# One style sheet over the wire, many small files in the source.
set -eu

cd "$(dirname "$0")/../../frontend/style"
cat tokens.css base.css components/*.css print.css
