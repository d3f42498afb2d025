#!/bin/sh
# Trains the starter model and writes it to resources/starter/model. Every stage goes on where it was stopped.
#   STARTER_WORK=~/starter ./train.sh                        from nothing
#   STARTER_WORK=~/starter ./train.sh --init-from model      from the weights that ship, where shapes allow
set -eu
cd "$(dirname "$0")"
: "${STARTER_WORK:=$HOME/.cache/reverie/starter}" "${PYTHON:=python3}"
export STARTER_WORK OMP_NUM_THREADS=1

[ -f "$STARTER_WORK/drawings.npy" ] || "$PYTHON" -m training.drawings --count 10000
if [ $# = 0 ]; then "$PYTHON" -m training.tokenizer; else mkdir -p "$STARTER_WORK" && cp -r "$2/tokenizer" "$STARTER_WORK"; fi
"$PYTHON" -m training.text --minutes 6 "$@"
"$PYTHON" -m training.vae --minutes 32 "$@"
[ -f "$STARTER_WORK/latents.json" ] || "$PYTHON" -m training.latents
"$PYTHON" -m training.unet --minutes 60 "$@"
"$PYTHON" -m training.decoder --minutes 40
"$PYTHON" -m training.classifier --minutes 12
"$PYTHON" reconstruct.py
"$PYTHON" export.py --to model
"$PYTHON" evaluate.py --model model
