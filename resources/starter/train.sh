#!/bin/sh
# Trains the starter model from nothing and writes it to resources/starter/model. Every stage goes on where it was stopped.
#   STARTER_WORK=~/starter ./train.sh            about two hours on two free cores
set -eu
cd "$(dirname "$0")"
: "${STARTER_WORK:=$HOME/.cache/reverie/starter}" "${PYTHON:=python3}"
export STARTER_WORK OMP_NUM_THREADS=1

"$PYTHON" -m training.tokenizer
"$PYTHON" -m training.text --minutes 3
"$PYTHON" -m training.vae --minutes 13
[ -f "$STARTER_WORK/latents.json" ] || "$PYTHON" -m training.latents --count 8000
"$PYTHON" -m training.unet --minutes 40
"$PYTHON" -m training.decoder --minutes 6
"$PYTHON" -m training.classifier --minutes 12
"$PYTHON" export.py --to model
"$PYTHON" evaluate.py --model model
