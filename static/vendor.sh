#!/usr/bin/env bash
# Fetches the front-end packages at their pinned versions and puts what Loupe uses into static/vendor.
# Building needs none of this: the files are committed.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

take() { # package version
  (cd "$work" && npm pack --silent "$1@$2" >package.name && mkdir -p "$3" && tar xzf "$(cat package.name)" -C "$3" --strip-components=1)
}

take @fontsource-variable/source-serif-4 5.3.1 serif
take @fontsource-variable/source-sans-3 5.3.0 sans
mkdir -p vendor/fonts
for range in latin latin-ext; do
  cp "$work/serif/files/source-serif-4-$range-wght-normal.woff2" "vendor/fonts/serif-$range.woff2"
  cp "$work/sans/files/source-sans-3-$range-wght-normal.woff2" "vendor/fonts/sans-$range.woff2"
done
cp "$work/serif/LICENSE" vendor/fonts/SOURCE-SERIF-4-LICENSE.txt
cp "$work/sans/LICENSE" vendor/fonts/SOURCE-SANS-3-LICENSE.txt

# For tests only: accessibility checks in a real browser.
take axe-core 4.11.0 axe
mkdir -p ../internal/testkit/axe
cp "$work/axe/axe.min.js" ../internal/testkit/axe/axe.min.js
cp "$work/axe/LICENSE" ../internal/testkit/axe/LICENSE

# Sealing in the browser: age by its author, with the hashes that it is made of, as one module each.
bundle=$work/bundle
mkdir -p "$bundle" vendor/age vendor/tus
cp bundle/*.js "$bundle"
(cd "$bundle" && npm init -y >/dev/null && npm install --silent --save-exact --ignore-scripts age-encryption@0.3.1 @noble/ciphers@2.4.0 @noble/curves@2.4.0 @noble/hashes@2.4.0 @noble/post-quantum@0.5.4 @scure/base@2.4.0)
(cd "$work" && mkdir -p esbuild && cd esbuild && npm init -y >/dev/null && npm install --silent --save-exact esbuild@0.25.12)
for module in age ed25519; do
  "$work/esbuild/node_modules/.bin/esbuild" "$bundle/$module.js" --bundle --format=esm --minify --legal-comments=none --target=es2022 --outfile="vendor/age/$module.js"
done
{
  for package in age-encryption @noble/ciphers @noble/curves @noble/hashes @noble/post-quantum @scure/base; do
    echo "== $package"
    cat "$bundle/node_modules/$package/LICENSE"
    echo
  done
} >vendor/age/LICENSE.txt

# Resumable uploads (tus 1.0), as its makers build it.
take tus-js-client 4.3.1 tus
cp "$work/tus/dist/tus.min.js" vendor/tus/tus.min.js
cp "$work/tus/LICENSE" vendor/tus/LICENSE

# The app at /report: its outbox in IndexedDB, and receipts as QR codes.
take idb 8.0.3 idb
take qr 0.7.0 qr
mkdir -p vendor/idb vendor/qr
"$work/esbuild/node_modules/.bin/esbuild" "$work/idb/build/index.js" --bundle --format=esm --minify --legal-comments=none --target=es2022 --outfile=vendor/idb/idb.js
"$work/esbuild/node_modules/.bin/esbuild" "$work/qr/index.js" --bundle --format=esm --minify --legal-comments=none --target=es2022 --outfile=vendor/qr/qr.js
cp "$work/idb/LICENSE" vendor/idb/LICENSE
cp "$work/qr/LICENSE-MIT" vendor/qr/LICENSE
# For tests only: whether a code can be read.
mkdir -p ../internal/testkit/qr
"$work/esbuild/node_modules/.bin/esbuild" "$work/qr/decode.js" --bundle --format=iife --global-name=qrDecode --minify --legal-comments=none --target=es2022 --outfile=../internal/testkit/qr/decode.min.js
cp "$work/qr/LICENSE-MIT" ../internal/testkit/qr/LICENSE

# C2PA manifests in the reviewer's browser: the validator by its makers, loaded only when it is asked for.
take @contentauth/c2pa-wasm 0.11.0 c2pa
mkdir -p vendor/c2pa
"$work/esbuild/node_modules/.bin/esbuild" "$work/c2pa/pkg/c2pa.js" --format=esm --minify --legal-comments=none --target=es2022 --outfile=vendor/c2pa/c2pa.js
gzip -9 -n -c "$work/c2pa/pkg/c2pa_bg.wasm" >vendor/c2pa/c2pa.wasm.gz
cp "$work/c2pa/LICENSE" vendor/c2pa/LICENSE
# The weights of the smallest face detector, which media runs by itself: nothing of the package's code.
take @vladmandic/face-api 1.7.15 faces
mkdir -p ../media/faces
cp "$work/faces/model/tiny_face_detector_model.bin" ../media/faces/model.bin
cp "$work/faces/model/tiny_face_detector_model-weights_manifest.json" ../media/faces/weights.json
cp "$work/faces/LICENSE" ../media/faces/LICENSE

# The map: Leaflet, the world that it stands on (Natural Earth, public domain, by way of world-atlas),
# and for who has a file of it, finer detail (PMTiles).
take leaflet 1.9.4 leaflet
take world-atlas 2.0.2 atlas
take i18n-iso-countries 7.14.0 iso
mkdir -p vendor/leaflet vendor/atlas vendor/protomaps
"$work/esbuild/node_modules/.bin/esbuild" "$work/leaflet/dist/leaflet-src.esm.js" --minify --legal-comments=none --target=es2022 --outfile=vendor/leaflet/leaflet.js
# Its pictures are of signs and a control that we don't use, and the rest is for a browser that is gone.
sed -e '/url(/d' "$work/leaflet/dist/leaflet.css" >vendor/leaflet/leaflet.css
cp "$work/leaflet/LICENSE" vendor/leaflet/LICENSE
node bundle/atlas.mjs "$work/atlas" "$work/iso" vendor/atlas
cp "$work/atlas/LICENSE" vendor/atlas/LICENSE
(cd "$work" && mkdir -p protomaps && cd protomaps && npm init -y >/dev/null && npm install --silent --save-exact --ignore-scripts protomaps-leaflet@5.1.0)
"$work/esbuild/node_modules/.bin/esbuild" "$work/protomaps/node_modules/protomaps-leaflet/dist/esm/index.js" --bundle --format=esm --minify --legal-comments=none --target=es2022 --outfile=vendor/protomaps/protomaps-leaflet.js
for package in protomaps-leaflet pmtiles @protomaps/basemaps @mapbox/point-geometry @mapbox/vector-tile color2k fflate pbf potpack quickselect rbush resolve-protobuf-schema; do
  folder=$work/protomaps/node_modules/$package
  echo "== $package: $(sed -n 's/^ *"license": *"\(.*\)".*/\1/p' "$folder/package.json" | head -1)"
  cat "$folder"/LICENSE* 2>/dev/null || echo "(the package carries no text of its licence)"
  echo
done >vendor/protomaps/LICENSE.txt
